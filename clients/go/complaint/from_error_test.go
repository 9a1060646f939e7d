package complaint_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	spb "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/durationpb"

	"complaint.imageco/go/complaint"
)

func withDetails(t *testing.T, code codes.Code, details ...protoadapt.MessageV1) error {
	t.Helper()
	s, err := status.New(code, "why").WithDetails(details...)
	if err != nil {
		t.Fatal(err)
	}
	return s.Err()
}

func ours(reason string) *errdetails.ErrorInfo {
	return &errdetails.ErrorInfo{Domain: "complaint.imageco", Reason: reason}
}

func TestFromErrorGivesNilForNil(t *testing.T) {
	if failure := complaint.FromError(nil); failure != nil {
		t.Fatal(failure)
	}
}

func TestFromErrorReadsEveryDetail(t *testing.T) {
	info := ours("GATEWAY_REJECTED")
	info.Metadata = map[string]string{"result_id": "1001", "result_comment": "投诉单已完结", "more": "x"}
	failure := complaint.FromError(withDetails(t, codes.FailedPrecondition, info,
		&errdetails.RetryInfo{RetryDelay: durationpb.New(1500 * time.Millisecond)},
		&errdetails.BadRequest{FieldViolations: []*errdetails.BadRequest_FieldViolation{
			{Field: "jump_link.url", Description: "https_url"}, {Field: "isspid", Description: "required"}}}))
	if failure.Reason != complaint.ReasonGatewayRejected || failure.Code != codes.FailedPrecondition ||
		failure.Message != "why" || failure.Sent != complaint.SentRefused ||
		failure.RetryDelay != 1500*time.Millisecond || failure.Metadata["more"] != "x" {
		t.Errorf("%+v", *failure)
	}
	if r := failure.GatewayResult; r.GetId() != "1001" || r.GetComment() != "投诉单已完结" {
		t.Errorf("gateway result %v", r)
	}
	want := []complaint.Violation{{"jump_link.url", "https_url"}, {"isspid", "required"}}
	if !slices.Equal(failure.Violations, want) {
		t.Errorf("violations %v", failure.Violations)
	}
}

func TestFromErrorKeepsTheTextOfAnUnknownReason(t *testing.T) {
	failure := complaint.FromError(withDetails(t, codes.Aborted, ours("NOT_INVENTED_YET")))
	if failure.Reason != "NOT_INVENTED_YET" || failure.Sent != complaint.SentPerhaps {
		t.Error(failure)
	}
}

func TestFromErrorDoesNotCountForeignWords(t *testing.T) {
	foreign := &errdetails.ErrorInfo{Domain: "mesh.example", Reason: "GATEWAY_UNREACHABLE",
		Metadata: map[string]string{"result_id": "1"}}
	failure := complaint.FromError(withDetails(t, codes.Unavailable, foreign))
	if failure.Reason != "" || failure.Sent != complaint.SentPerhaps || failure.GatewayResult != nil {
		t.Error(failure)
	}
	failure = complaint.FromError(withDetails(t, codes.Unavailable, ours("ERROR_REASON_UNSPECIFIED")))
	if failure.Reason != "" || failure.Sent != complaint.SentPerhaps {
		t.Error(failure)
	}
}

func TestFromErrorPassesOverWhatItCannotRead(t *testing.T) {
	readable, _ := anypb.New(ours("RATE_LIMITED"))
	broken := &anypb.Any{TypeUrl: readable.TypeUrl, Value: []byte{0xff, 0xff, 0xff}}
	strange := &anypb.Any{TypeUrl: "type.googleapis.com/no.such.Message", Value: []byte{1}}
	failure := complaint.FromError(status.ErrorProto(&spb.Status{
		Code: int32(codes.ResourceExhausted), Details: []*anypb.Any{broken, strange, nil, readable}}))
	if failure.Reason != complaint.ReasonRateLimited || failure.Sent != complaint.SentNothing {
		t.Error(failure)
	}
}

func TestFromErrorDoesNotWaitForLessThanNothing(t *testing.T) {
	failure := complaint.FromError(withDetails(t, codes.Unavailable, ours("CIRCUIT_OPEN"),
		&errdetails.RetryInfo{RetryDelay: durationpb.New(-time.Hour)}))
	if failure.RetryDelay != 0 {
		t.Error(failure.RetryDelay)
	}
}

func TestFromErrorTakesAnyError(t *testing.T) {
	for _, c := range []struct {
		err  error
		code codes.Code
		sent complaint.Sent
	}{
		{io.EOF, codes.Unknown, complaint.SentPerhaps},
		{context.Canceled, codes.Canceled, complaint.SentPerhaps},
		{fmt.Errorf("call: %w", context.DeadlineExceeded), codes.DeadlineExceeded, complaint.SentPerhaps},
		{status.Error(codes.Unavailable, "gone"), codes.Unavailable, complaint.SentPerhaps},
		{status.Error(codes.Internal, "broken"), codes.Internal, complaint.SentPerhaps},
		{status.Error(codes.ResourceExhausted, "calm"), codes.ResourceExhausted, complaint.SentPerhaps},
		{status.Error(codes.Unimplemented, "what?"), codes.Unimplemented, complaint.SentNothing},
		{status.Error(codes.Unauthenticated, "who?"), codes.Unauthenticated, complaint.SentNothing},
		{status.Error(codes.PermissionDenied, "you?"), codes.PermissionDenied, complaint.SentPerhaps},
	} {
		failure := complaint.FromError(c.err)
		if failure.Code != c.code || failure.Sent != c.sent || failure.Reason != "" || !errors.Is(failure, c.err) {
			t.Errorf("%v: got %v, sent %v", c.err, failure.Code, failure.Sent)
		}
	}
}

func TestFromErrorFindsItsOwn(t *testing.T) {
	failure := complaint.FromError(status.Error(codes.Unavailable, "gone"))
	if complaint.FromError(fmt.Errorf("order 7: %w", failure)) != failure {
		t.Error("another one")
	}
	if s, ok := status.FromError(failure); !ok || s.Code() != codes.Unavailable {
		t.Error(s, ok)
	}
}

func TestErrorSaysWhatHappenedWhatWasSentAndWhatToDo(t *testing.T) {
	for _, c := range []struct {
		failure *complaint.Error
		want    string
	}{
		{
			&complaint.Error{Reason: complaint.ReasonRateLimited, Message: "too fast",
				Sent: complaint.SentNothing, RetryDelay: 2 * time.Second, TransactionID: "resp1"},
			"complaint: RATE_LIMITED: too fast. Nothing was sent: retry with the same transaction_id, " +
				"in 2s (transaction_id resp1)",
		},
		{
			&complaint.Error{Code: codes.Canceled, Message: "context canceled", TransactionID: "resp1"},
			"complaint: CANCELLED: context canceled. Perhaps the consumer sees the reply: ask again with " +
				"the same transaction_id or look at the complaint, never send it under a new one " +
				"(transaction_id resp1)",
		},
		{
			&complaint.Error{Reason: "NEWER", Message: "new", Sent: complaint.SentPerhaps},
			"complaint: NEWER: new. Perhaps the consumer sees the reply: ask again with the same " +
				"transaction_id or look at the complaint, never send it under a new one",
		},
		{
			&complaint.Error{Reason: complaint.ReasonDraining, Message: "going down; nothing was sent",
				Sent: complaint.SentNothing},
			"complaint: DRAINING: going down; nothing was sent. Retry with the same transaction_id",
		},
		{
			&complaint.Error{Reason: complaint.ReasonDraining, Message: "going down; nothing was sent"},
			"complaint: DRAINING: going down; nothing was sent. But an earlier attempt may have sent it, " +
				"and perhaps the consumer sees the reply: ask again with the same transaction_id or look " +
				"at the complaint, never send it under a new one",
		},
		{
			&complaint.Error{Code: codes.Unavailable, Message: "away", Sent: complaint.SentNothing},
			"complaint: UNAVAILABLE: away. Nothing was sent: check the address, TLS or plaintext, the " +
				"certificates, the token and what stands in front of the bridge",
		},
	} {
		if got := c.failure.Error(); got != c.want {
			t.Errorf("got  %s\nwant %s", got, c.want)
		}
	}
}

func TestErrorNeverAdvisesANewIDWherePerhapsSent(t *testing.T) {
	for _, reason := range []complaint.Reason{
		complaint.ReasonOutcomeUnknown, complaint.ReasonReplyInProgress, complaint.ReasonGatewayUnreachable,
		complaint.ReasonTransactionIDReused, complaint.ReasonInvalidRequest, "NEWER", "",
	} {
		failure := &complaint.Error{Reason: reason, Sent: complaint.SentPerhaps}
		if !strings.Contains(failure.Error(), "never send it under a new one") {
			t.Errorf("%s: %v", reason, failure)
		}
	}
}
