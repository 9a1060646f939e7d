package complaint_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"complaint.imageco/go/complaint"
	"complaint.imageco/go/complaint/complainttest"
	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

// With a fake clock; it fails where a goroutine outlives the bridge and its clients.
func withBridge(t *testing.T, test func(t *testing.T, bridge *complainttest.Bridge)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) { test(t, complainttest.Start(t)) })
}

func TestReplyDelivers(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		response, err := bridge.Client().Reply(t.Context(), newRequest("resp1"))
		if err != nil || response.GetTransactionId() != "resp1" || response.GetResult().GetComment() != "回复成功" {
			t.Fatal(response, err)
		}
	})
}

func TestReplyMakesTheIDBeforeTheFirstAttempt(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		request := newRequest("")
		response, err := bridge.Client().Reply(t.Context(), request)
		if err != nil {
			t.Fatal(err)
		}
		made := request.GetTransactionId()
		if !regexp.MustCompile(`^[0-9a-z]{32}$`).MatchString(made) || response.GetTransactionId() != made {
			t.Fatalf("made %q, answered %q", made, response.GetTransactionId())
		}
		again, err := bridge.Client().Reply(t.Context(), request)
		if err != nil || !again.GetReplayed() || len(bridge.Seen()) != 1 {
			t.Fatal(again, err)
		}
	})
}

func TestNewTransactionIDNeverRepeats(t *testing.T) {
	made := map[string]bool{}
	for range 1000 {
		made[complaint.NewTransactionID()] = true
	}
	if len(made) != 1000 {
		t.Fatal(len(made))
	}
}

func TestReplyTellsTheIDInTheError(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		bridge.Next(complainttest.Fail(complaint.ReasonOutcomeUnknown))
		request := newRequest("")
		_, err := bridge.Client().Reply(t.Context(), request)
		failure := wantReason(t, err, complaint.ReasonOutcomeUnknown, complaint.SentPerhaps)
		if failure.TransactionID == "" || failure.TransactionID != request.GetTransactionId() ||
			failure.Request() != request {
			t.Fatalf("%q, %q", failure.TransactionID, request.GetTransactionId())
		}
	})
}

func TestReplyNeverTellsTheTextInTheError(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		bridge.Next(complainttest.Fail(complaint.ReasonGatewayRejected))
		request := newRequest("resp1")
		_, err := bridge.Client().Reply(t.Context(), request)
		logged, _ := json.Marshal(err)
		for _, text := range []string{err.Error(), fmt.Sprintf("%+v", err), string(logged)} {
			if strings.Contains(text, request.GetResponseContent()) {
				t.Error(text)
			}
		}
	})
}

func TestReplyTellsEveryReason(t *testing.T) {
	for number, name := range complaintv1.ErrorReason_name {
		if number == 0 {
			continue
		}
		t.Run(name, func(t *testing.T) {
			withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
				client := bridge.Connect(t, complaint.WithoutRetries())
				bridge.Next(complainttest.FailWith(complainttest.Failure{
					Reason: complaint.Reason(name), RetryDelay: time.Second}))
				_, err := client.Reply(t.Context(), newRequest("resp1"))
				if failure := asError(t, err); failure.Reason != complaint.Reason(name) || failure.RetryDelay != time.Second {
					t.Fatal(err)
				}
			})
		})
	}
}

func TestReplyTriesUnavailableAgainWithTheSameID(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		bridge.Next(complainttest.Fail(complaint.ReasonGatewayUnreachable), complainttest.Fail(complaint.ReasonDraining))
		if _, err := bridge.Client().Reply(t.Context(), newRequest("")); err != nil {
			t.Fatal(err)
		}
		asked := bridge.Asked()
		if len(asked) != 3 || asked[0].GetTransactionId() != asked[2].GetTransactionId() {
			t.Fatal(asked)
		}
	})
}

func TestReplyTellsTheBridgesMessageAfterTheLastRetry(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		fault := complainttest.FailWith(complainttest.Failure{
			Reason: complaint.ReasonGatewayUnreachable, Message: "no way there"})
		bridge.Next(fault, fault, fault, fault)
		_, err := bridge.Client().Reply(t.Context(), newRequest("resp1"))
		failure := wantReason(t, err, complaint.ReasonGatewayUnreachable, complaint.SentNothing)
		if failure.Message != "no way there" || len(bridge.Asked()) != 4 {
			t.Fatal(err, len(bridge.Asked()))
		}
	})
}

func TestReplyTriesOnceWithoutRetries(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		bridge.Next(complainttest.Fail(complaint.ReasonGatewayUnreachable))
		client := bridge.Connect(t, complaint.WithoutRetries())
		_, err := client.Reply(t.Context(), newRequest("resp1"))
		wantReason(t, err, complaint.ReasonGatewayUnreachable, complaint.SentNothing)
		if len(bridge.Asked()) != 1 {
			t.Fatal(bridge.Asked())
		}
	})
}

func TestReplyTriesNothingButUnavailableAgain(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		bridge.Next(complainttest.Fail(complaint.ReasonOverloaded))
		_, err := bridge.Client().Reply(t.Context(), newRequest("resp1"))
		wantReason(t, err, complaint.ReasonOverloaded, complaint.SentNothing)
		if len(bridge.Asked()) != 1 {
			t.Fatal(bridge.Asked())
		}
	})
}

func TestReplySurvivesALostConnection(t *testing.T) {
	for name, lose := range map[string]complainttest.Fault{
		"before": complainttest.LoseBefore(), "after": complainttest.LoseAfter(),
	} {
		t.Run(name, func(t *testing.T) {
			withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
				bridge.Next(lose)
				response, err := bridge.Client().Reply(t.Context(), newRequest(""))
				if err != nil || response.GetReplayed() != (name == "after") || len(bridge.Seen()) != 1 {
					t.Fatal(response, err, bridge.Seen())
				}
			})
		})
	}
}

func TestReplyWithoutRetriesTellsOfALostConnection(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		bridge.Next(complainttest.LoseAfter())
		client := bridge.Connect(t, complaint.WithoutRetries())
		_, err := client.Reply(t.Context(), newRequest("resp1"))
		failure := wantReason(t, err, "", complaint.SentPerhaps)
		if failure.Code != codes.Unavailable {
			t.Fatal(err)
		}
	})
}

// The second attempt's word speaks of itself alone.
func TestReplyIsPerhapsSentWhereOneOfItsAttemptsBroke(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		bridge.Next(complainttest.LoseAfter(), complainttest.Fail(complaint.ReasonRateLimited))
		_, err := bridge.Client().Reply(t.Context(), newRequest("resp1"))
		wantReason(t, err, complaint.ReasonRateLimited, complaint.SentPerhaps)
	})
}

func TestReplyWithValidateOnlyNeverSends(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		request := newRequest("resp1")
		request.ValidateOnly = true
		bridge.Next(complainttest.LoseAfter(), complainttest.Fail(complaint.ReasonOverloaded))
		_, err := bridge.Client().Reply(t.Context(), request)
		wantReason(t, err, complaint.ReasonOverloaded, complaint.SentNothing)
		if _, err := bridge.Client().Reply(t.Context(), request); err != nil || len(bridge.Seen()) != 0 {
			t.Fatal(err, bridge.Seen())
		}
	})
}

func TestReplyHasADeadline(t *testing.T) {
	for _, c := range []struct {
		name    string
		options []complaint.Option
		given   time.Duration
		want    time.Duration
	}{
		{"Default", nil, 0, 30 * time.Second},
		{"OfTheClient", []complaint.Option{complaint.WithDefaultDeadline(7 * time.Second)}, 0, 7 * time.Second},
		{"ShorterOfTheContext", nil, time.Second, time.Second},
		{"LongerOfTheContext", nil, time.Minute, time.Minute},
	} {
		t.Run(c.name, func(t *testing.T) {
			withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
				client := bridge.Connect(t, c.options...)
				bridge.Next(complainttest.Delay(time.Hour))
				ctx := t.Context()
				if c.given != 0 {
					var cancel context.CancelFunc
					ctx, cancel = context.WithTimeout(ctx, c.given)
					defer cancel()
				}
				start := time.Now()
				_, err := client.Reply(ctx, newRequest("resp1"))
				wantReason(t, err, "", complaint.SentPerhaps)
				if took := time.Since(start); !errors.Is(err, context.DeadlineExceeded) || took != c.want {
					t.Fatal(took, err)
				}
			})
		})
	}
}

func TestReplyEndsWithItsContext(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		bridge.Next(complainttest.Delay(time.Hour))
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(time.Second, cancel)
		start := time.Now()
		_, err := bridge.Client().Reply(ctx, newRequest("resp1"))
		wantReason(t, err, "", complaint.SentPerhaps)
		if !errors.Is(err, context.Canceled) || time.Since(start) != time.Second {
			t.Fatal(err)
		}
	})
}

func TestReplyThatNeverLeftSentNothing(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		over, cancel := context.WithCancel(t.Context())
		cancel()
		closed := bridge.Connect(t)
		closed.Close()
		notUTF8 := newRequest("resp1")
		notUTF8.ResponseContent = "\xff"
		for _, c := range []struct {
			name    string
			ctx     context.Context
			client  *complaint.Client
			request *complaintv1.ReplyRequest
			code    codes.Code
		}{
			{"context over", over, bridge.Client(), newRequest("resp1"), codes.Canceled},
			{"client closed", t.Context(), closed, newRequest("resp1"), codes.Canceled},
			{"not UTF-8", t.Context(), bridge.Client(), notUTF8, codes.Internal},
			{"no request", t.Context(), bridge.Client(), nil, codes.InvalidArgument},
		} {
			_, err := c.client.Reply(c.ctx, c.request)
			failure := wantReason(t, err, "", complaint.SentNothing)
			if failure.Code != c.code || len(bridge.Asked()) != 0 {
				t.Errorf("%s: %v", c.name, err)
			}
		}
	})
}

func TestReplySurvivesBrokenDetails(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		foreign, _ := status.New(codes.Unknown, "mesh").WithDetails(
			&errdetails.ErrorInfo{Domain: "mesh.example", Reason: "OUTCOME_UNKNOWN"})
		bridge.Next(complainttest.FailWithStatus(foreign))
		_, err := bridge.Client().Reply(t.Context(), newRequest("resp1"))
		wantReason(t, err, "", complaint.SentPerhaps)
	})
}

func TestReplyTakesMetadataOfTheContext(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		ctx := metadata.AppendToOutgoingContext(t.Context(), "x-trace", "1")
		if _, err := bridge.Client().Reply(ctx, newRequest("resp1")); err != nil {
			t.Fatal(err)
		}
	})
}

func TestGetReplyTellsTheRecord(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		if _, err := bridge.Client().Reply(t.Context(), newRequest("resp1")); err != nil {
			t.Fatal(err)
		}
		record, err := bridge.Client().GetReply(t.Context(), "39493002", "resp1")
		if err != nil || record.GetState() != complaintv1.ReplyState_REPLY_STATE_DELIVERED {
			t.Fatal(record, err)
		}
	})
}

func TestGetReplyNeverSends(t *testing.T) {
	withBridge(t, func(t *testing.T, bridge *complainttest.Bridge) {
		_, err := bridge.Client().GetReply(t.Context(), "39493002", "resp1")
		failure := wantReason(t, err, complaint.ReasonReplyNotFound, complaint.SentNothing)
		if failure.TransactionID != "resp1" || failure.Request() != nil {
			t.Fatal(failure)
		}
		client := bridge.Connect(t, complaint.WithoutRetries())
		bridge.Next(complainttest.LoseAfter())
		_, err = client.GetReply(t.Context(), "39493002", "resp1")
		wantReason(t, err, "", complaint.SentNothing)
	})
}
