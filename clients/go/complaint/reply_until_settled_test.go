package complaint_test

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"complaint.imageco/go/complaint"
	"complaint.imageco/go/complaint/complainttest"
)

func bare(code codes.Code, message string) complainttest.Fault {
	return complainttest.FailWithStatus(status.New(code, message))
}

func TestReplyUntilSettledAsksAgainWithTheSameID(t *testing.T) {
	for name, fault := range map[string]complainttest.Fault{
		"REPLY_IN_PROGRESS":   complainttest.Fail(complaint.ReasonReplyInProgress),
		"GATEWAY_UNREACHABLE": complainttest.Fail(complaint.ReasonGatewayUnreachable),
		"CIRCUIT_OPEN":        complainttest.Fail(complaint.ReasonCircuitOpen),
		"LEDGER_UNAVAILABLE":  complainttest.Fail(complaint.ReasonLedgerUnavailable),
		"DRAINING":            complainttest.Fail(complaint.ReasonDraining),
		"RATE_LIMITED":        complainttest.Fail(complaint.ReasonRateLimited),
		"OVERLOADED":          complainttest.Fail(complaint.ReasonOverloaded),
		"UNAVAILABLE":         bare(codes.Unavailable, "gone"),
		"UNKNOWN":             bare(codes.Unknown, "what"),
		"INTERNAL":            bare(codes.Internal, "reset"),
		"CANCELLED":           bare(codes.Canceled, "reset"),
		"DEADLINE_EXCEEDED":   bare(codes.DeadlineExceeded, "late"),
		"RESOURCE_EXHAUSTED":  bare(codes.ResourceExhausted, "calm"),
		"lost before":         complainttest.LoseBefore(),
		"lost after":          complainttest.LoseAfter(),
		"slow":                complainttest.Delay(time.Hour),
		"newer UNAVAILABLE":   complainttest.FailWith(complainttest.Failure{Reason: "NEWER", Code: codes.Unavailable}),
		"newer with RetryInfo": complainttest.FailWith(complainttest.Failure{
			Reason: "NEWER", Code: codes.Aborted, RetryDelay: time.Second}),
	} {
		t.Run(name, func(t *testing.T) {
			withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
				client := bridge.Connect(t, complaint.WithoutRetries())
				bridge.Next(fault, fault)
				response, err := client.ReplyUntilSettled(t.Context(), newRequest(""))
				if err != nil {
					t.Fatal(err)
				}
				asked := bridge.Asked()
				if len(asked) != 3 || len(bridge.Seen()) != 1 ||
					asked[0].GetTransactionId() != response.GetTransactionId() ||
					asked[2].GetTransactionId() != response.GetTransactionId() {
					t.Fatal(asked, bridge.Seen())
				}
			})
		})
	}
}

func TestReplyUntilSettledStopsAtOnce(t *testing.T) {
	reason := func(reason complaint.Reason) complainttest.Fault { return complainttest.Fail(reason) }
	for name, c := range map[string]struct {
		fault complainttest.Fault
		sent  complaint.Sent
	}{
		"OUTCOME_UNKNOWN":         {reason(complaint.ReasonOutcomeUnknown), complaint.SentPerhaps},
		"GATEWAY_REJECTED":        {reason(complaint.ReasonGatewayRejected), complaint.SentRefused},
		"INVALID_REQUEST":         {reason(complaint.ReasonInvalidRequest), complaint.SentNothing},
		"MERCHANT_NOT_CONFIGURED": {reason(complaint.ReasonMerchantNotConfigured), complaint.SentNothing},
		"CALLER_NOT_ALLOWED":      {reason(complaint.ReasonCallerNotAllowed), complaint.SentNothing},
		"TRANSACTION_ID_REUSED":   {reason(complaint.ReasonTransactionIDReused), complaint.SentNothing},
		"newer":                   {reason("NEWER"), complaint.SentPerhaps},
		"UNIMPLEMENTED":           {bare(codes.Unimplemented, ""), complaint.SentNothing},
		"UNAUTHENTICATED":         {bare(codes.Unauthenticated, ""), complaint.SentNothing},
		"PERMISSION_DENIED":       {bare(codes.PermissionDenied, ""), complaint.SentPerhaps},
		"INVALID_ARGUMENT":        {bare(codes.InvalidArgument, ""), complaint.SentPerhaps},
		"too large": {bare(codes.ResourceExhausted, "SERVER: Received message larger than max (9 vs. 8)"),
			complaint.SentPerhaps},
	} {
		t.Run(name, func(t *testing.T) {
			withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
				bridge.Next(c.fault)
				_, err := bridge.Client().ReplyUntilSettled(t.Context(), newRequest(""))
				failure := asError(t, err)
				if failure.Sent != c.sent || len(bridge.Asked()) != 1 ||
					failure.TransactionID != bridge.Asked()[0].GetTransactionId() {
					t.Fatal(err, bridge.Asked())
				}
			})
		})
	}
}

func TestReplyUntilSettledWaitsLongerFromTimeToTime(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		bridge.Next(slices.Repeat([]complainttest.Fault{complainttest.Fail(complaint.ReasonOverloaded)}, 8)...)
		start := time.Now()
		if _, err := bridge.Client().ReplyUntilSettled(t.Context(), newRequest("")); err != nil {
			t.Fatal(err)
		}
		// Halves of 0.4, 0.8, 1.6, 3.2 and four times 5 s at least, the whole of them at most.
		if took := time.Since(start); took < 13*time.Second || took > 26*time.Second {
			t.Fatal(took)
		}
	})
}

func TestReplyUntilSettledWaitsAsLongAsTheBridgeWishes(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		bridge.Next(complainttest.FailWith(complainttest.Failure{
			Reason: complaint.ReasonRateLimited, RetryDelay: 40 * time.Second}))
		start := time.Now()
		_, err := bridge.Client().ReplyUntilSettled(t.Context(), newRequest(""))
		if took := time.Since(start); err != nil || took != 40*time.Second {
			t.Fatal(took, err)
		}
	})
}

func TestReplyUntilSettledDoesNotWaitInVain(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		bridge.Next(complainttest.FailWith(complainttest.Failure{
			Reason: complaint.ReasonRateLimited, RetryDelay: time.Hour}))
		start := time.Now()
		_, err := bridge.Client().ReplyUntilSettled(t.Context(), newRequest(""))
		failure := wantReason(t, err, complaint.ReasonRateLimited, complaint.SentNothing)
		if time.Since(start) != 0 || failure.RetryDelay != time.Hour {
			t.Fatal(time.Since(start), err)
		}
	})
}

func TestReplyUntilSettledEndsWithTheDeadline(t *testing.T) {
	for _, c := range []struct {
		name        string
		given, most time.Duration
	}{{"Default", 0, 2 * time.Minute}, {"OfTheContext", 10 * time.Second, 10 * time.Second}} {
		t.Run(c.name, func(t *testing.T) {
			withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
				bridge.Next(slices.Repeat([]complainttest.Fault{complainttest.Fail(complaint.ReasonOverloaded)}, 1000)...)
				ctx := t.Context()
				if c.given != 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, c.given)
					defer cancel()
				}
				start := time.Now()
				_, err := bridge.Client().ReplyUntilSettled(ctx, newRequest(""))
				wantReason(t, err, complaint.ReasonOverloaded, complaint.SentNothing)
				if took := time.Since(start); took > c.most || took < c.most-time.Second {
					t.Fatal(took)
				}
			})
		})
	}
}

func TestReplyUntilSettledBoundsEachAttempt(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		bridge.Next(complainttest.Delay(time.Hour))
		start := time.Now()
		response, err := bridge.Client().ReplyUntilSettled(t.Context(), newRequest(""))
		if took := time.Since(start); err != nil || !response.GetReplayed() || took < 30*time.Second || took > 31*time.Second {
			t.Fatal(response, err, took)
		}
	})
}

func TestReplyUntilSettledPrefersTheBridgesWord(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		bridge.Next(complainttest.Fail(complaint.ReasonOverloaded), complainttest.Delay(time.Hour))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		_, err := bridge.Client().ReplyUntilSettled(ctx, newRequest(""))
		wantReason(t, err, complaint.ReasonOverloaded, complaint.SentPerhaps)
	})
}

func TestReplyUntilSettledWithoutAnyWord(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		bridge.Next(complainttest.Delay(time.Hour))
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		start := time.Now()
		_, err := bridge.Client().ReplyUntilSettled(ctx, newRequest(""))
		wantReason(t, err, "", complaint.SentPerhaps)
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != 10*time.Second {
			t.Fatal(err, time.Since(start))
		}
	})
}

// A later NOTHING speaks only of its own call; a refusal settles.
func TestReplyUntilSettledRemembersALostAttempt(t *testing.T) {
	for reason, sent := range map[complaint.Reason]complaint.Sent{
		complaint.ReasonInvalidRequest:  complaint.SentPerhaps,
		complaint.ReasonGatewayRejected: complaint.SentRefused,
		complaint.ReasonOutcomeUnknown:  complaint.SentPerhaps,
	} {
		t.Run(string(reason), func(t *testing.T) {
			withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
				client := bridge.Connect(t, complaint.WithoutRetries())
				bridge.Next(complainttest.LoseBefore(), complainttest.Fail(reason))
				_, err := client.ReplyUntilSettled(t.Context(), newRequest(""))
				wantReason(t, err, reason, sent)
			})
		})
	}
}

func TestReplyUntilSettledTriesALongerDeadline(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		tooShort := complainttest.Fail(complaint.ReasonDeadlineTooShort)
		bridge.Next(tooShort)
		if _, err := bridge.Client().ReplyUntilSettled(t.Context(), newRequest("")); err != nil {
			t.Fatal(err)
		}
		bridge.Next(tooShort, tooShort)
		_, err := bridge.Client().ReplyUntilSettled(t.Context(), newRequest(""))
		wantReason(t, err, complaint.ReasonDeadlineTooShort, complaint.SentNothing)
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		bridge.Next(tooShort)
		_, err = bridge.Client().ReplyUntilSettled(ctx, newRequest(""))
		wantReason(t, err, complaint.ReasonDeadlineTooShort, complaint.SentNothing)
		if len(bridge.Asked()) != 5 {
			t.Fatal(len(bridge.Asked()))
		}
	})
}

func TestReplyUntilSettledEndsWithItsContext(t *testing.T) {
	for name, fault := range map[string]complainttest.Fault{
		"in an attempt": complainttest.Delay(time.Hour),
		"in a wait": complainttest.FailWith(complainttest.Failure{
			Reason: complaint.ReasonRateLimited, RetryDelay: time.Minute}),
	} {
		t.Run(name, func(t *testing.T) {
			withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
				bridge.Next(fault)
				ctx, cancel := context.WithCancel(t.Context())
				time.AfterFunc(time.Second, cancel)
				start := time.Now()
				_, err := bridge.Client().ReplyUntilSettled(ctx, newRequest("resp1"))
				sent := complaint.SentPerhaps
				if name == "in a wait" {
					sent = complaint.SentNothing
				}
				failure := wantReason(t, err, "", sent)
				if !errors.Is(err, context.Canceled) || time.Since(start) != time.Second ||
					failure.TransactionID != "resp1" || failure.Request() == nil {
					t.Fatal(err, time.Since(start))
				}
			})
		})
	}
}

func TestReplyUntilSettledStopsWhereTheRequestCannotTravel(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		request := newRequest("resp1")
		request.ResponseContent = "\xff"
		start := time.Now()
		_, err := bridge.Client().ReplyUntilSettled(t.Context(), request)
		wantReason(t, err, "", complaint.SentNothing)
		if time.Since(start) != 0 {
			t.Fatal(time.Since(start))
		}
		if _, err := bridge.Client().ReplyUntilSettled(t.Context(), nil); asError(t, err).Code != codes.InvalidArgument {
			t.Fatal(err)
		}
	})
}

func TestReplyUntilSettledEndsWithTheClient(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		bridge.Next(complainttest.Delay(time.Hour))
		client := bridge.Connect(t)
		time.AfterFunc(time.Second, func() { client.Close() })
		start := time.Now()
		_, err := client.ReplyUntilSettled(t.Context(), newRequest("resp1"))
		failure := wantReason(t, err, "", complaint.SentPerhaps)
		if failure.Code != codes.Canceled || time.Since(start) > 2*time.Second {
			t.Fatal(err, time.Since(start))
		}
	})
}
