#include "tests/sandbox/form.h"

#include <gtest/gtest.h>

namespace imageco::sandbox {
namespace {

TEST(Form, DecodesFieldsInOrder) {
  const auto form = DecodeForm("xml=%3Ca%3e+%2B&mac=0f&empty=");
  ASSERT_TRUE(form.value);
  ASSERT_EQ(form.value->size(), 3);
  EXPECT_EQ(form.value->at(0).name, "xml");
  EXPECT_EQ(form.value->at(0).value, "<a> +");
  EXPECT_EQ(form.value->at(1).name, "mac");
  EXPECT_EQ(form.value->at(2).value, "");
}

TEST(Form, RoundTripsEveryByte) {
  std::string bytes;
  for (int byte = 0; byte < 256; ++byte) bytes += static_cast<char>(byte);
  const auto form = DecodeForm("a=" + PercentEncode(bytes));
  ASSERT_TRUE(form.value);
  EXPECT_EQ(form.value->at(0).value, bytes);
}

TEST(Form, LeavesOnlyUnreservedCharactersBare) {
  EXPECT_EQ(PercentEncode("aZ09-._~"), "aZ09-._~");
  EXPECT_EQ(PercentEncode("<&= +\xB2"), "%3C%26%3D%20%2B%B2");
}

TEST(Form, RefusesBytesThatMustBeEncoded) {
  for (const char* const bad : {"a=<", "a=b c", "a=\xB2\xE9", "a=b;c", "a=/", "a=b=c"}) {
    EXPECT_FALSE(DecodeForm(bad).value) << bad;
  }
}

TEST(Form, RefusesBrokenEscapes) {
  for (const char* const bad : {"a=%", "a=%4", "a=%4g", "a=%-1", "a=% 1"}) {
    EXPECT_FALSE(DecodeForm(bad).value) << bad;
  }
}

TEST(Form, NamesTheFieldWithTheFault) {
  EXPECT_EQ(DecodeForm("a=1&b").faults.at(0), "field 2 is not a percent-encoded name=value");
  EXPECT_EQ(DecodeForm("").faults.at(0), "field 1 is not a percent-encoded name=value");
}

}  // namespace
}  // namespace imageco::sandbox
