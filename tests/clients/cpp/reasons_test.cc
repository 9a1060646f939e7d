#include "clients/cpp/src/reasons.h"

#include <vector>

#include "gmock/gmock.h"
#include "gtest/gtest.h"
#include "imageco/complaint/v1/error_reason.pb.h"

namespace imageco::complaint {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::vector<Reason> AllReasons() {
  std::vector<Reason> reasons;
  for (int i = 1; i <= v1::ErrorReason_MAX; ++i) reasons.push_back(static_cast<Reason>(i));
  return reasons;
}

TEST(Reasons, AreThoseOfTheContract) {
  for (const Reason reason : AllReasons()) {
    const std::string& name = v1::ErrorReason_Name(static_cast<v1::ErrorReason>(reason));
    ASSERT_NE(FindMeaning(reason), nullptr) << name;
    EXPECT_EQ(FindMeaning(reason)->name, name);
    EXPECT_EQ(FindMeaning(name), FindMeaning(reason)) << name;
  }
}

TEST(Reasons, HaveNoMeaningBesides) {
  EXPECT_EQ(FindMeaning(Reason::kNone), nullptr);
  EXPECT_EQ(FindMeaning(Reason::kUnrecognized), nullptr);
  EXPECT_EQ(FindMeaning("ERROR_REASON_UNSPECIFIED"), nullptr);
  EXPECT_EQ(FindMeaning(""), nullptr);
}

TEST(Reasons, LeaveTheOutcomeOpenExactlyWhereTheContractDoes) {
  for (const Reason reason : AllReasons()) {
    const ReasonMeaning& meaning = *FindMeaning(reason);
    const bool open = reason == Reason::kOutcomeUnknown || reason == Reason::kReplyInProgress;
    EXPECT_EQ(meaning.sent == Sent::kPerhaps, open) << meaning.name;
    EXPECT_EQ(meaning.sent == Sent::kRefused, reason == Reason::kGatewayRejected) << meaning.name;
  }
}

TEST(Reasons, AreAskedAgainExactlyWhereTheCodeInvitesIt) {
  for (const Reason reason : AllReasons()) {
    const ReasonMeaning& meaning = *FindMeaning(reason);
    const bool invites = meaning.code == Code::kUnavailable ||
                         meaning.code == Code::kResourceExhausted ||
                         meaning.code == Code::kDeadlineExceeded || meaning.code == Code::kAborted;
    EXPECT_EQ(meaning.ask_again, invites) << meaning.name;
  }
}

TEST(Reasons, NeverAdviseANewIdWhereTheOutcomeIsOpen) {
  for (const Reason reason : AllReasons()) {
    const ReasonMeaning& meaning = *FindMeaning(reason);
    const std::string advice(meaning.what_to_do);
    if (meaning.sent != Sent::kPerhaps) continue;
    EXPECT_THAT(advice, HasSubstr("same transaction_id")) << meaning.name;
    EXPECT_THAT(advice, Not(HasSubstr("use a new"))) << meaning.name;
  }
}

}  // namespace
}  // namespace imageco::complaint
