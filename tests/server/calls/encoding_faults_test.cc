#include "server/calls/encoding_faults.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"
#include "imageco/complaint/v1/reply_admin_service.pb.h"

namespace imageco::server {
namespace {

using complaint::v1::ListRepliesRequest;
using complaint::v1::ReplyRequest;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kBadText[] = ": utf8: is not UTF-8";
constexpr char kBroken[] = ": encoding: ends too early or is not Protobuf";

template <typename Message>
std::vector<std::string> FaultsOf(std::string_view bytes) {
  std::vector<std::string> faults;
  for (const auto& fault : EncodingFaults(bytes, *Message::descriptor())) {
    faults.push_back(absl::StrCat(fault.field, ": ", fault.description));
  }
  return faults;
}

ReplyRequest WholeReply() {
  ReplyRequest request;
  request.set_isspid("39493002");
  request.set_transaction_id("t-1");
  request.set_seller_account("66660000000000001");
  request.set_complaint_id("200201820200101080076610000");
  request.set_response_content("已与用户沟通解决");
  request.add_response_images("image-1");
  request.add_response_images("image-2");
  request.mutable_jump_link()->set_url("https://www.example.com/");
  request.mutable_jump_link()->set_text("查看");
  request.set_validate_only(true);
  return request;
}

TEST(EncodingFaultsTest, FindsNoneInAMessage) {
  EXPECT_THAT(FaultsOf<ReplyRequest>(WholeReply().SerializeAsString()), IsEmpty());
  EXPECT_THAT(FaultsOf<ReplyRequest>(""), IsEmpty());
}

TEST(EncodingFaultsTest, NamesEveryTextThatIsNotUtf8) {
  ReplyRequest request = WholeReply();
  request.set_complaint_id("\xFF");
  request.set_response_images(1, "\xC0\x80");
  request.mutable_jump_link()->set_url("\xED\xA0\x80");
  EXPECT_THAT(FaultsOf<ReplyRequest>(request.SerializeAsString()),
              ElementsAre(absl::StrCat("complaint_id", kBadText),
                          absl::StrCat("response_images[1]", kBadText),
                          absl::StrCat("jump_link.url", kBadText)));
}

// Whether or not Protobuf reads a part of a message, a part that it does not read has a fault.
TEST(EncodingFaultsTest, AgreesWithProtobufOnEveryCutOfAMessage) {
  const std::string whole = WholeReply().SerializeAsString();
  for (size_t length = 0; length <= whole.size(); ++length) {
    const std::string part = whole.substr(0, length);
    EXPECT_EQ(FaultsOf<ReplyRequest>(part).empty(), ReplyRequest().ParseFromString(part)) << length;
  }
}

TEST(EncodingFaultsTest, AgreesWithProtobufOnEveryByteThatIsAnother) {
  const std::string whole = WholeReply().SerializeAsString();
  for (size_t at = 0; at < whole.size(); ++at) {
    for (int change = 1; change < 256; ++change) {
      std::string other = whole;
      other[at] = static_cast<char>(other[at] ^ change);
      EXPECT_EQ(FaultsOf<ReplyRequest>(other).empty(), ReplyRequest().ParseFromString(other))
          << at << " " << change;
    }
  }
}

TEST(EncodingFaultsTest, NamesTheFieldThatEndsTooEarly) {
  const std::string whole = WholeReply().SerializeAsString();
  EXPECT_THAT(FaultsOf<ReplyRequest>(whole.substr(0, 3)),
              ElementsAre(absl::StrCat("isspid", kBroken)));
  EXPECT_THAT(FaultsOf<ReplyRequest>(whole.substr(0, 12)),
              ElementsAre(absl::StrCat("transaction_id", kBroken)));
}

TEST(EncodingFaultsTest, NamesAFieldOfAMessageThatEndsTooEarly) {
  const std::string link = {'\x3A', '\x03', '\x0A', '\x05', 'h'};
  EXPECT_THAT(FaultsOf<ReplyRequest>(link), ElementsAre(absl::StrCat("jump_link.url", kBroken)));
}

TEST(EncodingFaultsTest, CallsAFaultThatLiesInNoFieldByTheMessage) {
  EXPECT_THAT(FaultsOf<ReplyRequest>(std::string(1, '\0')),
              ElementsAre(absl::StrCat("ReplyRequest", kBroken)));
  EXPECT_THAT(FaultsOf<ListRepliesRequest>("\x1A\x01\xFF"),
              ElementsAre(absl::StrCat("claimed_from", kBroken)));
}

TEST(EncodingFaultsTest, PassesOverFieldsThatItDoesNotKnow) {
  EXPECT_THAT(FaultsOf<ReplyRequest>("\xFA\x3F\x01\xFF"), IsEmpty());
  EXPECT_THAT(FaultsOf<ReplyRequest>(std::string("\xFB\x3F\x08\x01\xFC\x3F")), IsEmpty());
}

TEST(EncodingFaultsTest, EndsOnGroupsInGroups) {
  std::string groups;
  for (int i = 0; i < 100'000; ++i) groups += "\xFB\x3F";
  EXPECT_THAT(FaultsOf<ReplyRequest>(groups), ElementsAre(absl::StrCat("ReplyRequest", kBroken)));
}

}  // namespace
}  // namespace imageco::server
