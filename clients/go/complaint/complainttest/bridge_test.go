package complainttest_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc/codes"

	"complaint.imageco/go/complaint"
	"complaint.imageco/go/complaint/complainttest"
	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

func newRequest(transactionID string) *complaintv1.ReplyRequest {
	return &complaintv1.ReplyRequest{
		Isspid:          "39493002",
		TransactionId:   transactionID,
		SellerAccount:   "66660000000000001",
		ComplaintId:     "200201820200101080076610000",
		ResponseContent: "已与用户沟通解决",
	}
}

// With a fake clock; it fails where a goroutine outlives the bridge and its clients.
func withBridge(t *testing.T, test func(t *testing.T, bridge *complainttest.Bridge)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(t, complainttest.Start(t)) })
}

func reply(t *testing.T, bridge *complainttest.Bridge, request *complaintv1.ReplyRequest) (*complaintv1.ReplyResponse, *complaint.Error) {
	t.Helper()
	response, err := bridge.Client().Reply(t.Context(), request)
	var failure *complaint.Error
	if err != nil && !errors.As(err, &failure) {
		t.Fatal(err)
	}
	return response, failure
}

func TestBridgeDeliversOnceAndReplays(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		first, err := reply(t, bridge, newRequest("resp1"))
		if err != nil || first.GetReplayed() || first.GetResult().GetId() != "0000" || first.GetSettleTime() == nil {
			t.Fatal(first, err)
		}
		second, err := reply(t, bridge, newRequest("resp1"))
		if err != nil || !second.GetReplayed() || second.GetResult().GetComment() != "回复成功" {
			t.Fatal(second, err)
		}
		if _, err := reply(t, bridge, newRequest("resp2")); err != nil {
			t.Fatal(err)
		}
		seen := bridge.Seen()
		if len(seen) != 2 || seen[0].GetTransactionId() != "resp1" || seen[1].GetTransactionId() != "resp2" {
			t.Fatal(seen)
		}
	})
}

func TestBridgeRefusesAnotherPayloadUnderTheSameID(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		reply(t, bridge, newRequest("resp1"))
		other := newRequest("resp1")
		other.ResponseContent = "另一个回复"
		if _, err := reply(t, bridge, other); err.Reason != complaint.ReasonTransactionIDReused ||
			err.Code != codes.AlreadyExists || len(bridge.Seen()) != 1 {
			t.Fatal(err)
		}
	})
}

func TestBridgeNamesEveryFieldAtFault(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		for _, c := range []struct {
			change func(*complaintv1.ReplyRequest)
			want   []string
		}{
			{func(r *complaintv1.ReplyRequest) { r.ResponseContent = "" }, []string{"response_content"}},
			{func(r *complaintv1.ReplyRequest) { r.ResponseContent = strings.Repeat("解", 200) }, nil},
			{func(r *complaintv1.ReplyRequest) { r.ResponseContent = strings.Repeat("解", 201) }, []string{"response_content"}},
			{func(r *complaintv1.ReplyRequest) { r.Isspid, r.SellerAccount, r.ComplaintId = "", "", "" },
				[]string{"isspid", "seller_account", "complaint_id"}},
			{func(r *complaintv1.ReplyRequest) { r.ResponseContent = " \u3000\u200b" }, []string{"response_content"}},
			{func(r *complaintv1.ReplyRequest) { r.SellerAccount, r.ComplaintId = "a\r", "\u00a0b" },
				[]string{"seller_account", "complaint_id"}},
			{func(r *complaintv1.ReplyRequest) { r.ResponseImages = []string{"a b", "c "} },
				[]string{"response_images[1]"}},
			{func(r *complaintv1.ReplyRequest) { r.ResponseImages = []string{"a", "", "b|c"} },
				[]string{"response_images[1]", "response_images[2]"}},
			{func(r *complaintv1.ReplyRequest) { r.ResponseImages = []string{"1", "2", "3", "4", "5"} },
				[]string{"response_images"}},
			{func(r *complaintv1.ReplyRequest) { r.JumpLink = &complaintv1.JumpLink{Url: "http://x.example"} },
				[]string{"jump_link.url", "jump_link.text"}},
			{func(r *complaintv1.ReplyRequest) {
				r.JumpLink = &complaintv1.JumpLink{Url: "https://x.example", Text: "查看订单详情"}
			}, nil},
		} {
			request := newRequest(complaint.NewTransactionID())
			c.change(request)
			_, err := reply(t, bridge, request)
			var got []string
			if err != nil {
				for _, violation := range err.Violations {
					got = append(got, violation.Field)
				}
			}
			if !slices.Equal(got, c.want) {
				t.Errorf("got %v, want %v", got, c.want)
			}
		}
	})
}

func TestBridgeValidatesOnly(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		request := newRequest("resp1")
		request.ValidateOnly = true
		response, err := reply(t, bridge, request)
		if err != nil || response.GetResult() != nil || len(bridge.Seen()) != 0 {
			t.Fatal(response, err)
		}
	})
}

func TestBridgeTellsAReply(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		reply(t, bridge, newRequest("resp1"))
		record, err := bridge.Client().GetReply(t.Context(), "39493002", "resp1")
		if err != nil || record.GetState() != complaintv1.ReplyState_REPLY_STATE_DELIVERED ||
			record.GetResult().GetId() != "0000" || record.GetClaimTime() == nil {
			t.Fatal(record, err)
		}
		_, err = bridge.Client().GetReply(t.Context(), "39493002", "resp2")
		if complaint.FromError(err).Reason != complaint.ReasonReplyNotFound {
			t.Fatal(err)
		}
	})
}

func TestBridgeFailsAsScripted(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		bridge.Next(
			complainttest.None(),
			complainttest.FailWith(complainttest.Failure{
				Reason: complaint.ReasonInvalidRequest, Message: "why",
				Violations: []complaint.Violation{{Field: "isspid", Description: "x"}}}),
			complainttest.FailWith(complainttest.Failure{
				Reason: complaint.ReasonRateLimited, RetryDelay: 3 * time.Second}),
			complainttest.FailWith(complainttest.Failure{
				Reason:        complaint.ReasonGatewayRejected,
				GatewayResult: &complaintv1.Result{Id: "1001", Comment: "投诉单已完结"}}))
		if _, err := reply(t, bridge, newRequest("resp1")); err != nil {
			t.Fatal(err)
		}
		if _, err := reply(t, bridge, newRequest("resp2")); err.Message != "why" || err.Violations[0].Field != "isspid" {
			t.Fatal(err)
		}
		if _, err := reply(t, bridge, newRequest("resp2")); err.RetryDelay != 3*time.Second {
			t.Fatal(err)
		}
		for range 2 { // the second time from the ledger
			if _, err := reply(t, bridge, newRequest("resp3")); err.GatewayResult.GetComment() != "投诉单已完结" {
				t.Fatal(err)
			}
		}
		record, err := bridge.Client().GetReply(t.Context(), "39493002", "resp3")
		if err != nil || record.GetState() != complaintv1.ReplyState_REPLY_STATE_REJECTED ||
			record.GetResult().GetId() != "1001" {
			t.Fatal(record, err)
		}
	})
}

func TestBridgeFailsWithAReasonThatNobodyKnows(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		bridge.Next(complainttest.Fail("NOT_INVENTED_YET"))
		if _, err := reply(t, bridge, newRequest("resp1")); err.Reason != "NOT_INVENTED_YET" {
			t.Fatal(err)
		}
	})
}

func TestBridgeKeepsAnUnknownOutcomeUntilItIsSettled(t *testing.T) {
	for _, verdict := range []complaintv1.Verdict{
		complaintv1.Verdict_VERDICT_DELIVERED, complaintv1.Verdict_VERDICT_NOT_DELIVERED,
	} {
		t.Run(verdict.String(), func(t *testing.T) {
			withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
				bridge.Next(complainttest.Fail(complaint.ReasonOutcomeUnknown))
				for range 2 {
					if _, err := reply(t, bridge, newRequest("resp1")); err.Reason != complaint.ReasonOutcomeUnknown {
						t.Fatal(err)
					}
				}
				admin := complaintv1.NewReplyAdminServiceClient(bridge.Client().Conn())
				list, err := admin.ListReplies(t.Context(), &complaintv1.ListRepliesRequest{
					States: []complaintv1.ReplyState{complaintv1.ReplyState_REPLY_STATE_UNKNOWN}})
				if err != nil || len(list.GetReplies()) != 1 {
					t.Fatal(list, err)
				}
				finding := &complaintv1.SettleReplyRequest{
					Isspid: "39493002", TransactionId: "resp1", Verdict: verdict, SettledBy: "alice", Reason: "saw it"}
				if _, err := admin.SettleReply(t.Context(), finding); err != nil {
					t.Fatal(err)
				}
				_, err = admin.SettleReply(t.Context(), finding)
				if complaint.FromError(err).Reason != complaint.ReasonReplyNotUnknown {
					t.Fatal(err)
				}
				delivered := verdict == complaintv1.Verdict_VERDICT_DELIVERED
				response, failure := reply(t, bridge, newRequest("resp1"))
				if failure != nil || response.GetReplayed() != delivered || len(bridge.Seen()) == 1 == delivered {
					t.Fatal(response, failure, bridge.Seen())
				}
			})
		})
	}
}

func TestBridgeRefusesAFindingThatSaysNothing(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		admin := complaintv1.NewReplyAdminServiceClient(bridge.Client().Conn())
		_, err := admin.SettleReply(t.Context(), &complaintv1.SettleReplyRequest{})
		if failure := complaint.FromError(err); failure.Reason != complaint.ReasonInvalidRequest || len(failure.Violations) != 4 {
			t.Fatal(err)
		}
		_, err = admin.SettleReply(t.Context(), &complaintv1.SettleReplyRequest{TransactionId: "resp1",
			Verdict: complaintv1.Verdict_VERDICT_DELIVERED, SettledBy: "alice", Reason: "saw it"})
		if complaint.FromError(err).Reason != complaint.ReasonReplyNotFound {
			t.Fatal(err)
		}
	})
}

func TestBridgeCutsOneConnectionAlone(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		other := bridge.Connect(t, complaint.WithoutRetries())
		bridge.Next(complainttest.Delay(time.Second))
		result := make(chan error)
		go func() {
			_, err := other.Reply(t.Context(), newRequest("resp1"))
			result <- err
		}()
		synctest.Wait()
		bridge.Next(complainttest.LoseBefore())
		if _, err := reply(t, bridge, newRequest("resp2")); err != nil {
			t.Fatal(err)
		}
		if err := <-result; err != nil {
			t.Fatal(err)
		}
	})
}

func TestBridgeThatDoesNotServeIsNotCalled(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		bridge.SetServing(false)
		client := bridge.Connect(t, complaint.WithoutRetries())
		_, err := client.Reply(t.Context(), newRequest("resp1"))
		failure := complaint.FromError(err)
		if failure == nil || failure.Code != codes.Unavailable || failure.Sent != complaint.SentNothing ||
			len(bridge.Asked()) != 0 {
			t.Fatal(err, bridge.Asked())
		}
		time.AfterFunc(3*time.Second, func() { bridge.SetServing(true) })
		if _, err := client.ReplyUntilSettled(t.Context(), newRequest("resp1")); err != nil {
			t.Fatal(err)
		}
	})
}
