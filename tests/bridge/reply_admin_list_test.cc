// ListReplies: filters, pages, and what is refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bridge/reply_admin.h"
#include "bridge/timestamp.h"
#include "tests/bridge/gateway_answers.h"
#include "tests/bridge/reply_bridge_fixture.h"

namespace imageco::bridge {
namespace {

using complaint::v1::ListRepliesRequest;
using complaint::v1::ListRepliesResponse;
using complaint::v1::ReplyRecord;
using complaint::v1::ReplyState;
using gateway::ConnectionLost;
using gateway::FieldFault;
using gateway::HttpStatus;
using ledger::LedgerCall;
using testing::ElementsAre;
using testing::ElementsAreArray;
using testing::Field;
using testing::IsEmpty;

constexpr char kOther[] = "12345678";

class ListRepliesTest : public ReplyBridgeFixture {
 protected:
  // As many lost answers as a test wants: its breaker never opens.
  gateway::FakeTransport& gateway_ = AddMerchant(kIsspid, {.breaker_failures = 1'000'000});

  ListRepliesResult List(const ListRepliesRequest& request, const Isspids& allowed = {}) {
    std::optional<ListRepliesResult> listed;
    base::Spawn(admin_.ListReplies(request, allowed),
                [&listed](ListRepliesResult result) { listed = std::move(result); });
    loop_.RunUntilIdle();
    return *std::move(listed);
  }
  ListRepliesResponse Page(const ListRepliesRequest& request, const Isspids& allowed = {}) {
    return std::get<ListRepliesResponse>(List(request, allowed));
  }
  Failure Fail(const ListRepliesRequest& request) { return std::get<Failure>(List(request)); }

  static std::vector<std::string> IdsOf(const ListRepliesResponse& page) {
    std::vector<std::string> ids;
    for (const ReplyRecord& reply : page.replies()) ids.push_back(reply.transaction_id());
    return ids;
  }
  std::vector<std::string> Ids(const ListRepliesRequest& request, const Isspids& allowed = {}) {
    return IdsOf(Page(request, allowed));
  }

  // Leaves a reply of unknown outcome, a second after the one before.
  void LoseAnswer(const std::string& transaction_id) {
    loop_.Advance(absl::Seconds(1));
    Ask(ReplyWithId(transaction_id));
    Answer(gateway_, ConnectionLost());
  }

  // One reply in each state, whose id it is: "delivered", "rejected", "unknown", "not delivered"
  // and "sending".
  void FillEveryState() {
    Ask(ReplyWithId("delivered"));
    Deliver(gateway_);
    loop_.Advance(absl::Seconds(1));
    Ask(ReplyWithId("rejected"));
    Answer(gateway_, HttpStatus(403));
    LoseAnswer("unknown");
    LoseAnswer("not delivered");
    Settle("not delivered", complaint::v1::VERDICT_NOT_DELIVERED);
    loop_.Advance(absl::Seconds(1));
    Ask(ReplyWithId("sending"));
  }

  static ListRepliesRequest InStates(const std::vector<ReplyState>& states) {
    ListRepliesRequest request;
    for (const ReplyState state : states) request.add_states(state);
    return request;
  }

  void TearDown() override {
    while (gateway_.waiting() > 0) Deliver(gateway_);
    ReplyBridgeFixture::TearDown();
  }
};

TEST_F(ListRepliesTest, ListsNothingWhereNothingIs) {
  const ListRepliesResponse page = Page({});
  EXPECT_THAT(page.replies(), IsEmpty());
  EXPECT_EQ(page.next_page_token(), "");
}

TEST_F(ListRepliesTest, ListsEveryStateFromTheOldestClaimOn) {
  FillEveryState();
  EXPECT_THAT(Ids({}), ElementsAre("delivered", "rejected", "unknown", "not delivered", "sending"));
}

TEST_F(ListRepliesTest, ListsTheStatesThatAreAsked) {
  FillEveryState();
  using namespace complaint::v1;  // NOLINT(google-build-using-namespace): the states
  EXPECT_THAT(Ids(InStates({REPLY_STATE_SENDING})), ElementsAre("sending"));
  EXPECT_THAT(Ids(InStates({REPLY_STATE_DELIVERED})), ElementsAre("delivered"));
  EXPECT_THAT(Ids(InStates({REPLY_STATE_REJECTED})), ElementsAre("rejected"));
  EXPECT_THAT(Ids(InStates({REPLY_STATE_UNKNOWN})), ElementsAre("unknown"));
  EXPECT_THAT(Ids(InStates({REPLY_STATE_NOT_DELIVERED})), ElementsAre("not delivered"));
  EXPECT_THAT(Ids(InStates({REPLY_STATE_SENDING, REPLY_STATE_UNKNOWN})),
              ElementsAre("unknown", "sending"));
}

TEST_F(ListRepliesTest, ShowsTheRecordAsGetReplyDoes) {
  LoseAnswer("t-1");
  const ListRepliesResponse page = Page({});
  ASSERT_EQ(page.replies_size(), 1);
  const GetReplyResult got = GetReply(kIsspid, "t-1");
  EXPECT_EQ(page.replies(0).SerializeAsString(),
            std::get<complaint::v1::GetReplyResponse>(got).reply().SerializeAsString());
}

TEST_F(ListRepliesTest, ListsClaimsFromOneTimeToBeforeAnother) {
  LoseAnswer("1");
  LoseAnswer("2");
  const absl::Time second = loop_.Now();
  LoseAnswer("3");
  ListRepliesRequest request;
  *request.mutable_claimed_from() = ToTimestamp(second);
  EXPECT_THAT(Ids(request), ElementsAre("2", "3"));
  *request.mutable_claimed_before() = ToTimestamp(second + absl::Seconds(1));
  EXPECT_THAT(Ids(request), ElementsAre("2"));
  request.clear_claimed_from();
  EXPECT_THAT(Ids(request), ElementsAre("1", "2"));
}

TEST_F(ListRepliesTest, ListsTheMerchantThatIsNamed) {
  gateway::FakeTransport& other = AddMerchant(kOther);
  LoseAnswer("t-1");
  loop_.Advance(absl::Seconds(1));
  complaint::v1::ReplyRequest reply = ReplyWithId("t-2");
  reply.set_isspid(kOther);
  Ask(reply);
  Deliver(other);
  ListRepliesRequest request;
  EXPECT_THAT(Ids(request), ElementsAre("t-1", "t-2"));
  request.set_isspid(kOther);
  EXPECT_THAT(Ids(request), ElementsAre("t-2"));
}

TEST_F(ListRepliesTest, ListsTheAllowedMerchantsWhereNoneIsNamed) {
  AddMerchant(kOther);
  LoseAnswer("t-1");
  EXPECT_THAT(Ids({}, Isspids({kOther})), IsEmpty());
  EXPECT_THAT(Ids({}, Isspids({kIsspid, kOther})), ElementsAre("t-1"));
  EXPECT_THAT(Ids({}, Isspids(std::vector<std::string>())), IsEmpty());
}

TEST_F(ListRepliesTest, ListsAMerchantThatIsNoLongerConfigured) {
  LoseAnswer("t-1");
  ReplyAdmin admin(ledger_);
  std::optional<ListRepliesResult> listed;
  base::Spawn(admin.ListReplies({}, {}),
              [&listed](ListRepliesResult result) { listed = std::move(result); });
  loop_.RunUntilIdle();
  EXPECT_THAT(IdsOf(std::get<ListRepliesResponse>(*listed)), ElementsAre("t-1"));
}

TEST_F(ListRepliesTest, GivesEveryRecordOnceInPagesOfEverySize) {
  std::vector<std::string> all;
  for (int i = 0; i < 7; ++i) {
    // Pairs of claims at one time, whose keys then say the order.
    const std::string id = std::to_string(i);
    if (i % 2 == 0) loop_.Advance(absl::Seconds(1));
    Ask(ReplyWithId(id));
    Answer(gateway_, ConnectionLost());
    all.push_back(id);
  }
  for (int size = 1; size <= 8; ++size) {
    std::vector<std::string> listed;
    ListRepliesRequest request;
    request.set_page_size(size);
    do {
      const ListRepliesResponse page = Page(request);
      EXPECT_LE(page.replies_size(), size);
      EXPECT_GT(page.replies_size(), 0) << "an empty last page, of size " << size;
      for (const std::string& id : IdsOf(page)) listed.push_back(id);
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    EXPECT_THAT(listed, ElementsAreArray(all)) << size;
  }
}

TEST_F(ListRepliesTest, LeavesNothingOutWhereRecordsGoBetweenPages) {
  for (const char* id : {"1", "2", "3", "4"}) LoseAnswer(id);
  ListRepliesRequest request = InStates({complaint::v1::REPLY_STATE_UNKNOWN});
  request.set_page_size(2);
  request.set_page_token(Page(request).next_page_token());
  for (const char* id : {"1", "2"}) Settle(id, complaint::v1::VERDICT_DELIVERED);
  EXPECT_THAT(Ids(request), ElementsAre("3", "4"));
}

TEST_F(ListRepliesTest, HasPagesOf50AndOf500AtMost) {
  gateway_.AnswerAtOnce(gateway::Success);
  for (int i = 0; i < 501; ++i) Ask(ReplyWithId(std::to_string(i)));
  EXPECT_EQ(Page({}).replies_size(), 50);
  ListRepliesRequest request;
  request.set_page_size(500);
  EXPECT_EQ(Page(request).replies_size(), 500);
}

TEST_F(ListRepliesTest, NamesAllFaultsAtOnce) {
  ListRepliesRequest request;
  request.add_states(complaint::v1::REPLY_STATE_UNKNOWN);
  request.add_states(complaint::v1::REPLY_STATE_UNSPECIFIED);
  request.add_states(static_cast<ReplyState>(99));
  request.mutable_claimed_from()->set_nanos(-1);
  request.mutable_claimed_before()->set_seconds(INT64_MAX);
  request.set_page_size(501);
  request.set_page_token("?");
  const Failure failure = Fail(request);
  EXPECT_EQ(failure.reason, complaint::v1::INVALID_REQUEST);
  EXPECT_THAT(
      failure.faults,
      ElementsAre(Field(&FieldFault::field, "states[1]"), Field(&FieldFault::field, "states[2]"),
                  Field(&FieldFault::field, "claimed_from"),
                  Field(&FieldFault::field, "claimed_before"),
                  Field(&FieldFault::field, "page_size"), Field(&FieldFault::field, "page_token")));
  EXPECT_EQ(ledger_.count(LedgerCall::kList), 0);
}

TEST_F(ListRepliesTest, RefusesAPageSizeBelowZero) {
  ListRepliesRequest request;
  request.set_page_size(-1);
  EXPECT_THAT(Fail(request).faults, ElementsAre(Field(&FieldFault::field, "page_size")));
}

TEST_F(ListRepliesTest, RefusesATimeThatEndsBeforeItBegins) {
  ListRepliesRequest request;
  request.mutable_claimed_from()->set_seconds(2);
  request.mutable_claimed_before()->set_seconds(2);
  EXPECT_THAT(Fail(request).faults, ElementsAre(Field(&FieldFault::field, "claimed_before")));
}

TEST_F(ListRepliesTest, RefusesThePageOfAnotherFilter) {
  LoseAnswer("1");
  LoseAnswer("2");
  ListRepliesRequest request;
  request.set_page_size(1);
  request.set_page_token(Page(request).next_page_token());
  request.add_states(complaint::v1::REPLY_STATE_UNKNOWN);
  EXPECT_THAT(Fail(request).faults, ElementsAre(Field(&FieldFault::field, "page_token")));
}

TEST_F(ListRepliesTest, SaysThatTheLedgerFailed) {
  ledger_.Fail(LedgerCall::kList);
  EXPECT_EQ(Fail({}).reason, complaint::v1::LEDGER_UNAVAILABLE);
}

}  // namespace
}  // namespace imageco::bridge
