#include "bridge/page_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/escaping.h"

namespace imageco::bridge {
namespace {

using complaint::v1::ListRepliesRequest;
using ledger::Cursor;
using testing::HasSubstr;
using testing::MatchesRegex;

const Cursor kCursor = {absl::FromUnixNanos(1'718'600'000'123'456'789), {"39493002", "t-1"}};

ListRepliesRequest Unknown() {
  ListRepliesRequest request;
  request.set_isspid("39493002");
  request.add_states(complaint::v1::REPLY_STATE_UNKNOWN);
  request.mutable_claimed_from()->set_seconds(1);
  request.mutable_claimed_before()->set_seconds(2);
  return request;
}

// `request` for the page after `cursor` of `before`.
ListRepliesRequest Next(ListRepliesRequest request, const ListRepliesRequest& before,
                        const Cursor& cursor = kCursor) {
  request.set_page_token(*EncodePageToken(before, cursor));
  return request;
}

std::string FaultOf(const ListRepliesRequest& request) {
  const absl::StatusOr<Cursor> cursor = DecodePageToken(request);
  EXPECT_EQ(cursor.status().code(), absl::StatusCode::kInvalidArgument);
  return std::string(cursor.status().message());
}

TEST(PageTokenTest, NamesAPlaceAgain) {
  for (const Cursor& cursor : {kCursor, Cursor{absl::FromUnixNanos(-1), {"", ""}},
                               Cursor{absl::UnixEpoch(), {"号", "流水😀"}},
                               Cursor{absl::UnixEpoch(), {"a", std::string("b\0c", 3)}},
                               Cursor{absl::UnixEpoch(), {"a", "b", "picture"}}}) {
    const absl::StatusOr<Cursor> read = DecodePageToken(Next(Unknown(), Unknown(), cursor));
    ASSERT_TRUE(read.ok()) << read.status();
    EXPECT_EQ(read->claim_time, cursor.claim_time);
    EXPECT_EQ(read->key, cursor.key);
  }
}

TEST(PageTokenTest, KeepsTheTwoIdsApart) {
  EXPECT_NE(*EncodePageToken({}, {absl::UnixEpoch(), {"12", "3"}}),
            *EncodePageToken({}, {absl::UnixEpoch(), {"1", "23"}}));
}

TEST(PageTokenTest, IsTheSameEverywhereAndAlways) {
  EXPECT_EQ(*EncodePageToken({}, {absl::FromUnixSeconds(1), {"39493002", "t-1"}}),
            "47DEQpj8HBSa-_TImW-5JAAAAAA7msoAAAAACDM5NDkzMDAydC0x");
}

TEST(PageTokenTest, CanStandInAUrlAndInAShell) {
  EXPECT_THAT(
      *EncodePageToken(Unknown(), {absl::FromUnixNanos(-1), {"\x7F\x7F", "\xC3\xBF\xC3\xBF"}}),
      MatchesRegex("[A-Za-z0-9_-]+"));
}

TEST(PageTokenTest, GoesWithAnotherPageSizeAndAnotherOrderOfStates) {
  ListRepliesRequest before = Unknown();
  before.add_states(complaint::v1::REPLY_STATE_SENDING);
  before.set_page_size(10);
  ListRepliesRequest request = Unknown();
  request.clear_states();
  request.add_states(complaint::v1::REPLY_STATE_SENDING);
  request.add_states(complaint::v1::REPLY_STATE_UNKNOWN);
  request.add_states(complaint::v1::REPLY_STATE_SENDING);
  request.set_page_size(20);
  request.set_page_token("before");
  EXPECT_TRUE(DecodePageToken(Next(request, before)).ok());
}

TEST(PageTokenTest, GoesWithNoOtherFilter) {
  const struct {
    const char* name;
    void (*change)(ListRepliesRequest& request);
  } table[] = {
      {"isspid", [](ListRepliesRequest& request) { request.set_isspid("39493003"); }},
      {"no isspid", [](ListRepliesRequest& request) { request.clear_isspid(); }},
      {"state", [](ListRepliesRequest& request) { request.set_states(0, {}); }},
      {"another state",
       [](ListRepliesRequest& request) { request.add_states(complaint::v1::REPLY_STATE_SENDING); }},
      {"from", [](ListRepliesRequest& request) { request.mutable_claimed_from()->set_nanos(1); }},
      {"before", [](ListRepliesRequest& request) { request.clear_claimed_before(); }},
  };
  for (const auto& row : table) {
    ListRepliesRequest request = Unknown();
    row.change(request);
    EXPECT_THAT(FaultOf(Next(request, Unknown())), HasSubstr("another filter")) << row.name;
  }
}

TEST(PageTokenTest, IsNotTakenCutOffAnywhere) {
  ListRepliesRequest request = Next(Unknown(), Unknown());
  const std::string token = request.page_token();
  // Beyond this the transaction_id alone grows shorter, which is another place in the same list.
  const size_t ids_begin = (16 + 8 + 4 + 8) * 4 / 3;
  for (size_t length = 1; length < ids_begin; ++length) {
    request.set_page_token(token.substr(0, length));
    EXPECT_THAT(FaultOf(request), HasSubstr("is no next_page_token")) << length;
  }
}

TEST(PageTokenTest, IsTakenInOneSpellingAlone) {
  ListRepliesRequest request = Next(Unknown(), Unknown());
  const std::string token = request.page_token();
  for (const std::string& other : {token + "=", token + " ", " " + token, token + "!", token + "A",
                                   std::string("no token"), std::string("AAAA")}) {
    request.set_page_token(other);
    EXPECT_FALSE(DecodePageToken(request).ok()) << other;
  }
}

TEST(PageTokenTest, HoldsNoIdsThatAreNotUtf8) {
  EXPECT_THAT(FaultOf(Next(Unknown(), Unknown(), {absl::UnixEpoch(), {"a", "\xFF"}})),
              HasSubstr("is no next_page_token"));
  EXPECT_THAT(FaultOf(Next(Unknown(), Unknown(), {absl::UnixEpoch(), {"\xFF", "a"}})),
              HasSubstr("is no next_page_token"));
}

TEST(PageTokenTest, NamesNoLengthBeyondItsEnd) {
  std::string bytes;
  ASSERT_TRUE(absl::WebSafeBase64Unescape(*EncodePageToken(Unknown(), kCursor), &bytes));
  for (const size_t digit : {24, 27}) {
    std::string forged = bytes;
    forged[digit] = '\x7F';
    ListRepliesRequest request = Unknown();
    request.set_page_token(absl::WebSafeBase64Escape(forged));
    EXPECT_THAT(FaultOf(request), HasSubstr("is no next_page_token")) << digit;
  }
}

}  // namespace
}  // namespace imageco::bridge
