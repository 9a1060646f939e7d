#include "server/operations/reply_metrics.h"

#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

namespace imageco::server {
namespace {

using bridge::Failure;
using bridge::ReplyTrail;
using complaint::v1::ReplyRequest;
using complaint::v1::ReplyResponse;
using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using Source = ReplyTrail::Source;

class ReplyMetricsTest : public testing::Test {
 protected:
  std::string Text() { return prometheus::TextSerializer().Serialize(registry_.Collect()); }

  void Count(const std::string& isspid, const bridge::ReplyResult& result,
             const ReplyTrail& trail = {}) {
    metrics_.Count(ReplyRequest(), isspid, result, trail);
  }

  static Failure Failed(complaint::v1::ErrorReason reason) {
    Failure failure;
    failure.reason = reason;
    return failure;
  }
  static auto HasReplies(const std::string& isspid, const std::string& outcome, int count) {
    return HasSubstr(absl::StrCat("complaint_replies_total{isspid=\"", isspid, "\",outcome=\"",
                                  outcome, "\"} ", count, "\n"));
  }

  prometheus::Registry registry_;
  ReplyMetrics metrics_{registry_};
};

TEST_F(ReplyMetricsTest, HasEveryOutcomeOfAMerchantOnceItIsThere) {
  EXPECT_THAT(Text(), Not(HasSubstr("isspid=\"1\"")));
  metrics_.AddMerchant("1");
  metrics_.AddMerchant("1");
  for (const char* outcome : {"DELIVERED", "REPLAYED", "VALID"}) {
    EXPECT_THAT(Text(), HasReplies("1", outcome, 0));
  }
  const auto* reasons = complaint::v1::ErrorReason_descriptor();
  for (int i = 1; i < reasons->value_count(); ++i) {
    EXPECT_THAT(Text(), HasReplies("1", reasons->value(i)->name(), 0));
  }
  for (const char* by : {"flight", "record"}) {
    EXPECT_THAT(Text(), HasSubstr(absl::StrCat("complaint_duplicates_prevented_total{by=\"", by,
                                               "\",isspid=\"1\"} 0\n")));
  }
}

TEST_F(ReplyMetricsTest, CountsByOutcome) {
  metrics_.AddMerchant("1");
  metrics_.AddMerchant("2");
  ReplyResponse replayed;
  replayed.set_replayed(true);
  Count("1", ReplyResponse());
  Count("1", replayed);
  Count("2", Failed(complaint::v1::OUTCOME_UNKNOWN));
  ReplyRequest valid;
  valid.set_validate_only(true);
  metrics_.Count(valid, "2", ReplyResponse(), {});
  EXPECT_THAT(Text(), AllOf(HasReplies("1", "DELIVERED", 1), HasReplies("1", "REPLAYED", 1),
                            HasReplies("2", "OUTCOME_UNKNOWN", 1), HasReplies("2", "VALID", 1),
                            HasReplies("2", "DELIVERED", 0)));
}

TEST_F(ReplyMetricsTest, CountsWhatWasNotSentAgain) {
  metrics_.AddMerchant("1");
  ReplyTrail trail;
  for (const Source source :
       {Source::kNothing, Source::kMessage, Source::kFlight, Source::kRecord, Source::kRecord}) {
    trail.source = source;
    Count("1", ReplyResponse(), trail);
  }
  EXPECT_THAT(Text(), AllOf(HasSubstr("{by=\"flight\",isspid=\"1\"} 1\n"),
                            HasSubstr("{by=\"record\",isspid=\"1\"} 2\n")));
}

TEST_F(ReplyMetricsTest, CountsWhoIsNotConfiguredAndWhoCameTooLateTogether) {
  for (size_t i = 0; i <= ReplyMetrics::kMerchantsMax; ++i) {
    metrics_.AddMerchant(absl::StrCat(i));
  }
  Count(absl::StrCat(ReplyMetrics::kMerchantsMax), ReplyResponse());
  Count("whoever", Failed(complaint::v1::MERCHANT_NOT_CONFIGURED));
  EXPECT_THAT(Text(), AllOf(HasReplies("other", "DELIVERED", 1),
                            HasReplies("other", "MERCHANT_NOT_CONFIGURED", 1),
                            Not(HasSubstr("whoever")), Not(HasSubstr("isspid=\"200\""))));
}

TEST_F(ReplyMetricsTest, MeasuresThePartsThatAReplyCameTo) {
  ReplyTrail trail;
  trail.wait = absl::Milliseconds(2);
  trail.gateway = absl::Seconds(4);
  Count("1", ReplyResponse(), trail);
  const std::string text = Text();
  EXPECT_THAT(text, HasSubstr("complaint_reply_part_seconds_count{part=\"wait\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("complaint_reply_part_seconds_sum{part=\"wait\"} 0.002\n"));
  EXPECT_THAT(text,
              HasSubstr("complaint_reply_part_seconds_bucket{part=\"gateway\",le=\"2.5\"} 0\n"));
  EXPECT_THAT(text,
              HasSubstr("complaint_reply_part_seconds_bucket{part=\"gateway\",le=\"5\"} 1\n"));
  for (const char* part : {"claim", "connect", "settle"}) {
    EXPECT_THAT(text, HasSubstr(absl::StrCat("complaint_reply_part_seconds_count{part=\"", part,
                                             "\"} 0\n")));
  }
}

}  // namespace
}  // namespace imageco::server
