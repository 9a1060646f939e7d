#include "imageco/complaint/cancellation.h"

#include "clients/cpp/src/cancel_state.h"
#include "gtest/gtest.h"

namespace imageco::complaint {
namespace {

TEST(CancelToken, IsNeverCancelledWithoutASource) { EXPECT_FALSE(CancelToken().IsCancelled()); }

TEST(CancelToken, SeesWhatItsSourceDoes) {
  CancelSource source;
  const CancelToken token = source.token();
  EXPECT_FALSE(token.IsCancelled());
  CancelSource(source).Cancel();
  source.Cancel();
  EXPECT_TRUE(token.IsCancelled());
}

TEST(CancelToken, OutlivesItsSource) {
  CancelToken token;
  {
    CancelSource source;
    token = source.token();
    source.Cancel();
  }
  EXPECT_TRUE(token.IsCancelled());
}

TEST(CancelWatch, IsCalledOnce) {
  CancelSource source;
  int calls = 0;
  const CancelState::Watch watch(source.token(), [&calls] { ++calls; });
  EXPECT_EQ(calls, 0);
  source.Cancel();
  source.Cancel();
  EXPECT_EQ(calls, 1);
}

TEST(CancelWatch, IsCalledAtOnceWhereTheTokenIsCancelledAlready) {
  CancelSource source;
  source.Cancel();
  int calls = 0;
  const CancelState::Watch watch(source.token(), [&calls] { ++calls; });
  EXPECT_EQ(calls, 1);
}

TEST(CancelWatch, IsNotCalledOnceItIsGone) {
  CancelSource source;
  int calls = 0;
  {
    const CancelState::Watch watch(source.token(), [&calls] { ++calls; });
  }
  source.Cancel();
  EXPECT_EQ(calls, 0);
}

}  // namespace
}  // namespace imageco::complaint
