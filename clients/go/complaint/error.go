package complaint

import (
	"context"
	"fmt"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

// Error is why a call failed. Every error of Reply, ReplyUntilSettled and GetReply is one:
//
//	var failure *complaint.Error
//	if errors.As(err, &failure) && failure.Sent == complaint.SentPerhaps { ... }
//
// Where the call's own context ended it, errors.Is finds context.Canceled or
// context.DeadlineExceeded.
type Error struct {
	// Reason is the bridge's word; empty where it gave none, as where the connection broke. It may
	// be one that this version has no constant for.
	Reason Reason
	// Code is gRPC's.
	Code codes.Code
	// Message is the bridge's, or gRPC's, for people. It holds no text of the reply.
	Message string
	// Sent says whether the consumer may see the reply, of this call and all its attempts.
	Sent Sent
	// RetryDelay is how long the bridge wants to be left alone. 0: it did not say.
	RetryDelay time.Duration
	// TransactionID names the reply: the request's, or the one that was made for it.
	TransactionID string
	// Violations are the fields at fault, with ReasonInvalidRequest.
	Violations []Violation
	// GatewayResult is what the gateway said, with ReasonGatewayRejected; nil where it answered by
	// an HTTP status alone, which Metadata holds as "http_status".
	GatewayResult *complaintv1.Result
	// Metadata is what else the bridge told.
	Metadata map[string]string

	request *complaintv1.ReplyRequest
	cause   error
}

// Violation is a field of the request that breaks a rule.
type Violation struct {
	Field       string // e.g. "jump_link.url", "response_images[0]"
	Description string
}

// Request is the caller's own request, with its transaction_id, to ask again with. Nil where the
// call was no Reply.
func (e *Error) Request() *complaintv1.ReplyRequest { return e.request }

// Error says what happened, whether anything was sent and what to do.
func (e *Error) Error() string {
	var text strings.Builder
	fmt.Fprintf(&text, "complaint: %s: %s", e.name(), e.Message)
	for _, violation := range e.Violations {
		if fault := violation.Field + ": " + violation.Description; !strings.Contains(e.Message, fault) {
			text.WriteString("; " + fault)
		}
	}
	text.WriteString(". " + e.conclusion())
	if e.RetryDelay > 0 {
		fmt.Fprintf(&text, ", in %v", e.RetryDelay)
	}
	if e.TransactionID != "" {
		fmt.Fprintf(&text, " (transaction_id %s)", e.TransactionID)
	}
	return text.String()
}

// The bridge's word, or else gRPC's.
func (e *Error) name() string {
	if e.Reason != "" {
		return string(e.Reason)
	}
	return code.Code(e.Code).String()
}

// What was sent and what to do; not twice what the message says.
func (e *Error) conclusion() string {
	advice := e.advice()
	saysSo := strings.Contains(e.Message, "othing was sent")
	known, ok := meanings[e.Reason]
	switch {
	case e.Sent == SentPerhaps && (ok && known.sent == SentNothing || e.Reason == "" && saysSo):
		return "But an earlier attempt may have sent it, and perhaps the consumer sees the reply: " + advice
	case e.Sent == SentNothing && saysSo:
		return strings.ToUpper(advice[:1]) + advice[1:]
	default:
		return e.Sent.phrase() + ": " + advice
	}
}

func (e *Error) advice() string {
	if e.Sent == SentPerhaps {
		return askAgainAdvice
	}
	if known, ok := meanings[e.Reason]; ok {
		return known.advice
	}
	if e.Reason != "" {
		return retryAdvice
	}
	switch e.Message {
	case messageClosed:
		return anotherAdvice
	case messageNoTime:
		return longerAdvice
	}
	switch e.Code {
	case codes.Unavailable, codes.DeadlineExceeded, codes.Unimplemented, codes.Unauthenticated:
		return checkAdvice
	case codes.ResourceExhausted:
		return "send less"
	case codes.InvalidArgument, codes.Internal:
		return "fix the request"
	default:
		return retryAdvice
	}
}

// Unwrap gives gRPC's error.
func (e *Error) Unwrap() error { return e.cause }

// GRPCStatus lets gRPC's status package read the error.
func (e *Error) GRPCStatus() *status.Status {
	if e.cause == nil {
		return status.New(e.Code, e.Message)
	}
	return status.Convert(e.cause)
}

// Is tells context.Canceled and context.DeadlineExceeded by the code, where the bridge gave no
// reason.
func (e *Error) Is(target error) bool {
	switch target {
	case context.Canceled:
		return e.Reason == "" && e.Code == codes.Canceled
	case context.DeadlineExceeded:
		return e.Reason == "" && e.Code == codes.DeadlineExceeded
	default:
		return false
	}
}

// Whether the call came to something that is no bridge, or lets nobody through to it. A
// PermissionDenied, which HTTP's 403 becomes, may have been passed on an answer on its way back.
func (e *Error) isTurnedAway() bool {
	if e.Reason != "" {
		return false
	}
	switch e.Code {
	case codes.Unimplemented, codes.Unauthenticated:
		return true
	default:
		return false
	}
}
