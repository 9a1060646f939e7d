#include "clients/cpp/src/conversion.h"

#include <google/protobuf/util/message_differencer.h>

#include "clients/cpp/src/time_conversion.h"
#include "gmock/gmock.h"
#include "gtest/gtest.h"

namespace imageco::complaint {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::util::MessageDifferencer;
using std::chrono::nanoseconds;

void Fill(Message& message);

void FillField(Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  const bool repeated = field.is_repeated();
  switch (field.cpp_type()) {
    case FieldDescriptor::CPPTYPE_STRING:
      if (repeated) return reflection.AddString(&message, &field, field.name());
      return reflection.SetString(&message, &field, field.name());
    case FieldDescriptor::CPPTYPE_BOOL:
      return reflection.SetBool(&message, &field, true);
    case FieldDescriptor::CPPTYPE_INT32:
      return reflection.SetInt32(&message, &field, field.number() + 7);
    case FieldDescriptor::CPPTYPE_INT64:
      return reflection.SetInt64(&message, &field, field.number() + 1'700'000'000);
    case FieldDescriptor::CPPTYPE_ENUM:
      if (repeated) return reflection.AddEnumValue(&message, &field, 2);
      return reflection.SetEnumValue(&message, &field, 2);
    default:
      Fill(repeated ? *reflection.AddMessage(&message, &field)
                    : *reflection.MutableMessage(&message, &field));
  }
}

// Sets every field, so that one which a conversion forgets is missed.
void Fill(Message& message) {
  const auto& descriptor = *message.GetDescriptor();
  for (int i = 0; i < descriptor.field_count(); ++i) FillField(message, *descriptor.field(i));
}

template <typename Proto>
void ExpectThatNothingIsLost() {
  Proto filled;
  Fill(filled);
  EXPECT_TRUE(MessageDifferencer::Equals(ToProto(FromProto(filled)), filled))
      << ToProto(FromProto(filled)).DebugString() << filled.DebugString();
  EXPECT_TRUE(MessageDifferencer::Equals(ToProto(FromProto(Proto())), Proto()));
}

TEST(Conversion, LosesNothing) {
  ExpectThatNothingIsLost<v1::ReplyRequest>();
  ExpectThatNothingIsLost<v1::ReplyResponse>();
  ExpectThatNothingIsLost<v1::ReplyRecord>();
}

TEST(Conversion, WritesEveryFieldOfAnOperatorsRequests) {
  const Time time(nanoseconds(1'700'000'000'000'000'001));
  ListRepliesRequest list;
  list.isspid = "i";
  list.states = {ReplyState::kUnknown, ReplyState::kSending};
  list.claimed_from = time;
  list.claimed_before = time;
  list.page_size = 7;
  list.page_token = "p";
  const v1::ListRepliesRequest message = ToProto(list);
  EXPECT_EQ(message.isspid(), "i");
  EXPECT_THAT(message.states(),
              ::testing::ElementsAre(v1::REPLY_STATE_UNKNOWN, v1::REPLY_STATE_SENDING));
  EXPECT_EQ(message.claimed_from().nanos(), 1);
  EXPECT_EQ(message.claimed_before().seconds(), 1'700'000'000);
  EXPECT_EQ(message.page_size(), 7);
  EXPECT_EQ(message.page_token(), "p");
  const v1::SettleReplyRequest settle =
      ToProto(SettleReplyRequest{"i", "t", Verdict::kNotDelivered, "alice", "why"});
  EXPECT_EQ(settle.verdict(), v1::VERDICT_NOT_DELIVERED);
  EXPECT_EQ(settle.isspid() + settle.transaction_id() + settle.settled_by() + settle.reason(),
            "italicewhy");
}

TEST(Conversion, ReadsAPage) {
  v1::ListRepliesResponse page;
  page.add_replies()->set_transaction_id("t");
  page.set_next_page_token("n");
  const ListRepliesResponse read = FromProto(page);
  ASSERT_EQ(read.replies.size(), 1U);
  EXPECT_EQ(read.replies[0].transaction_id, "t");
  EXPECT_EQ(read.next_page_token, "n");
}

TEST(Conversion, DoesNotGuessAtNumbersOfALaterVersion) {
  v1::ReplyRecord record;
  record.set_state(static_cast<v1::ReplyState>(99));
  record.mutable_finding()->set_verdict(static_cast<v1::Verdict>(99));
  EXPECT_EQ(FromProto(record).state, ReplyState::kUnspecified);
  EXPECT_EQ(FromProto(record).finding->verdict, Verdict::kUnspecified);
}

TEST(TimeConversion, KeepsNanosecondsOnBothSidesOfTheEpoch) {
  for (const int64_t count : {int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{-1'500'000'000},
                              int64_t{1'700'000'000'123'456'789}}) {
    const Time time{nanoseconds(count)};
    EXPECT_EQ(ToTime(ToTimestamp(time)), time) << count;
    EXPECT_GE(ToTimestamp(time).nanos(), 0) << count;
    EXPECT_EQ(ToNanoseconds(ToDuration(nanoseconds(count))), nanoseconds(count)) << count;
  }
}

TEST(TimeConversion, StaysAtTheEdgesOfTime) {
  google::protobuf::Timestamp far;
  far.set_seconds(253402300799);
  EXPECT_EQ(ToTime(far), Time::max());
  far.set_seconds(-62135596800);
  EXPECT_EQ(ToTime(far), Time::min());
}

}  // namespace
}  // namespace imageco::complaint
