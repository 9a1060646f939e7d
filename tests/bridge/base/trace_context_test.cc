#include "bridge/base/trace_context.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace imageco::bridge::base {
namespace {

using testing::MatchesRegex;

constexpr char kTrace[] = "4bf92f3577b34da6a3ce929d0e0e4736";
constexpr char kParent[] = "00f067aa0ba902b7";

std::string Whole(const std::string& version = "00", const std::string& trace = kTrace,
                  const std::string& parent = kParent, const std::string& flags = "01") {
  return absl::StrCat(version, "-", trace, "-", parent, "-", flags);
}

TEST(TraceContextTest, KeepsTheTraceAndBeginsASpan) {
  const TraceContext context = FromTraceparent(Whole());
  EXPECT_EQ(context.trace_id, kTrace);
  EXPECT_THAT(context.span_id, MatchesRegex("[0-9a-f]{16}"));
  EXPECT_NE(context.span_id, kParent);
  EXPECT_NE(FromTraceparent(Whole()).span_id, context.span_id);
  EXPECT_EQ(context.ToTraceparent(), absl::StrCat("00-", kTrace, "-", context.span_id, "-01"));
}

TEST(TraceContextTest, TakesVersionsToCome) {
  for (const std::string& text : {Whole("01"), Whole("fe") + "-more"}) {
    EXPECT_EQ(FromTraceparent(text).trace_id, kTrace) << text;
  }
}

TEST(TraceContextTest, IsNoneWhereAnythingIsWrong) {
  const std::string rows[] = {
      "",
      "-",
      Whole("ff"),
      Whole("0g"),
      Whole("00", std::string(32, '0')),
      Whole("00", kTrace, std::string(16, '0')),
      Whole("00", "4BF92F3577B34DA6A3CE929D0E0E4736"),
      Whole("00", kTrace, "00f067aa0ba902bg"),
      Whole("00", kTrace, kParent, "0x"),
      Whole("00", kTrace, kParent, "1"),
      Whole() + "-",
      Whole() + " ",
      " " + Whole(),
      Whole("01") + "more",
      Whole().replace(2, 1, "_"),
      Whole().replace(35, 1, "_"),
      Whole().replace(52, 1, "_"),
      Whole() + "," + Whole(),
  };
  for (const std::string& text : rows) {
    EXPECT_EQ(FromTraceparent(text).trace_id, "") << text;
    EXPECT_EQ(FromTraceparent(text).ToTraceparent(), "") << text;
  }
}

}  // namespace
}  // namespace imageco::bridge::base
