#include "bridge/gateway/codec/form.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>

namespace imageco::bridge::gateway {
namespace {

std::string FormOf(std::string_view name, std::string_view value) {
  std::string form;
  AppendFormField(name, value, form);
  return form;
}

TEST(AppendFormField, EncodesEverythingButUnreservedCharacters) {
  EXPECT_EQ(FormOf("xml", "<a b=\"1\">&+ /é</a>"),
            "xml=%3Ca%20b%3D%221%22%3E%26%2B%20%2F%C3%A9%3C%2Fa%3E");
  const std::string unreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  EXPECT_EQ(FormOf("a", unreserved), "a=" + unreserved);
}

TEST(AppendFormField, SetsFieldsApart) {
  std::string form;
  AppendFormField("xml", "1", form);
  AppendFormField("mac", "2", form);
  EXPECT_EQ(form, "xml=1&mac=2");
}

TEST(AppendFormField, WritesEmptyValues) { EXPECT_EQ(FormOf("a", ""), "a="); }

TEST(FormField, ReadsBackEveryByte) {
  for (int byte = 0; byte <= 0xFF; ++byte) {
    const std::string value = {'a', static_cast<char>(byte), 'b'};
    EXPECT_EQ(FormField(FormOf("f", value), "f"), value) << byte;
  }
}

TEST(FormField, FindsAFieldInAnyPlace) {
  for (const std::string_view form : {"f=1", "f=1&g=2", "g=2&f=1", "g=2&f=1&h=3", "&f=1&", "g&f=1",
                                      "ff=2&f=1", "gf=2&f=1", "=3&f=1"}) {
    EXPECT_EQ(FormField(form, "f"), "1") << form;
  }
}

TEST(FormField, DecodesPlusAndCodesOfEitherCase) {
  EXPECT_EQ(FormField("f=a+b%2b%2B%e5%9B%9e", "f"), "a b++回");
}

TEST(FormField, KeepsEqualSignsInValues) { EXPECT_EQ(FormField("f=a=b==", "f"), "a=b=="); }

TEST(FormField, TellsEmptyFromMissing) {
  EXPECT_EQ(FormField("f=", "f"), "");
  EXPECT_EQ(FormField("f=&g=1", "f"), "");
  EXPECT_EQ(FormField("f", "f"), std::nullopt);
  EXPECT_EQ(FormField("", "f"), std::nullopt);
  EXPECT_EQ(FormField("g=1", "f"), std::nullopt);
  EXPECT_EQ(FormField("F=1", "f"), std::nullopt);
}

TEST(FormField, RefusesFieldsThatStandThereTwice) {
  EXPECT_EQ(FormField("f=1&f=1", "f"), std::nullopt);
  EXPECT_EQ(FormField("f=1&g=2&f=", "f"), std::nullopt);
}

TEST(HasFormField, CountsFieldsThatAreNoValueToo) {
  for (const std::string_view form : {"f=1", "f=", "g=1&f=1", "f=1&f=2", "f=%zz"}) {
    EXPECT_TRUE(HasFormField(form, "f")) << form;
  }
  for (const std::string_view form : {"", "f", "g=1", "ff=1", "g=f=1", "F=1"}) {
    EXPECT_FALSE(HasFormField(form, "f")) << form;
  }
}

TEST(FormField, RefusesBadPercentCodes) {
  for (const std::string_view form :
       {"f=%", "f=%4", "f=a%", "f=%4&g=1", "f=%4G", "f=%G4", "f=%%41", "f=% 1", "f=%-1", "f=%0x"}) {
    EXPECT_EQ(FormField(form, "f"), std::nullopt) << form;
  }
}

TEST(FormField, RefusesCodesCutAtTheEnd) {
  const std::string form = FormOf("f", "回复");
  for (size_t cut = 2; cut <= form.size(); ++cut) {
    const bool inside = (cut - 2) % 3 != 0;
    EXPECT_EQ(FormField(std::string_view(form).substr(0, cut), "f").has_value(), !inside) << cut;
  }
}

}  // namespace
}  // namespace imageco::bridge::gateway
