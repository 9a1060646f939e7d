#include <memory>
#include <utility>

#include "tests/bridge/admission/admission_fixture.h"

// Tokens that come from elsewhere.
namespace imageco::bridge::admission {
namespace {

class FakeSource final : public RateSource {
 public:
  bool TryTake(absl::Time /*now*/) override { return tokens > 0 && tokens-- > 0; }
  void Refund() override { ++tokens; }
  absl::Duration TimeUntil(double /*tokens*/, absl::Time /*now*/) override {
    return tokens > 0 ? absl::ZeroDuration() : wait;
  }
  bool failed() const override { return fails; }
  void Listen(base::Callback listener) override { tell = std::move(listener); }

  int tokens = 0;
  absl::Duration wait = absl::Seconds(5);
  bool fails = false;
  base::Callback tell;
};

class AdmissionSourceTest : public AdmissionFixture {
 protected:
  AdmissionSourceTest() : AdmissionFixture({}) {
    auto source = std::make_unique<FakeSource>();
    source_ = source.get();
    admission_->UseRate(std::move(source));
  }
  void Tell() {
    source_->tell();
    loop_.RunUntilIdle();
  }

  FakeSource* source_;
};

TEST_F(AdmissionSourceTest, TakesTokensFromTheSource) {
  source_->tokens = 1;
  const auto slot = TryTake();
  EXPECT_TRUE(slot);
  EXPECT_FALSE(TryTake());
}

TEST_F(AdmissionSourceTest, RefundsTokensToTheSource) {
  source_->tokens = 1;
  auto slot = TryTake();
  slot->Refund();
  EXPECT_EQ(source_->tokens, 1);
}

TEST_F(AdmissionSourceTest, GivesASlotAsSoonAsTheSourceTells) {
  Taker& taker = Take();
  ASSERT_TRUE(taker.waits());
  source_->tokens = 1;
  Tell();
  EXPECT_THAT(*taker.result, IsSlot());
}

TEST_F(AdmissionSourceTest, LooksAgainWhenTheSourceSaidWhen) {
  Taker& taker = Take();
  source_->tokens = 1;
  loop_.Advance(absl::Seconds(5) - absl::Milliseconds(1));
  ASSERT_TRUE(taker.waits());
  loop_.Advance(absl::Milliseconds(1));
  EXPECT_THAT(*taker.result, IsSlot());
}

TEST_F(AdmissionSourceTest, WaitsByWhatTheSourceToldLast) {
  Taker& taker = Take();
  source_->wait = absl::Seconds(1);
  Tell();
  source_->tokens = 1;
  loop_.Advance(absl::Seconds(1));
  ASSERT_FALSE(taker.waits());
  EXPECT_THAT(*taker.result, IsSlot());
}

TEST_F(AdmissionSourceTest, RefusesWhoeverComesWhileTheSourceHasFailed) {
  source_->fails = true;
  EXPECT_THAT(*Take().result, IsRefusal(Why::kRateUnknown, absl::Seconds(1)));
}

TEST_F(AdmissionSourceTest, RefusesAllWhoWaitWhenTheSourceFails) {
  Taker& first = Take();
  Taker& second = Take();
  source_->fails = true;
  Tell();
  EXPECT_THAT(*first.result, IsRefusal(Why::kRateUnknown, absl::Seconds(1)));
  EXPECT_THAT(*second.result, IsRefusal(Why::kRateUnknown, absl::Seconds(1)));
}

}  // namespace
}  // namespace imageco::bridge::admission
