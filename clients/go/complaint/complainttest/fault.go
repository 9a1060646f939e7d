package complainttest

import (
	"context"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"
	"google.golang.org/protobuf/types/known/durationpb"

	"complaint.imageco/go/complaint"
	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

// Fault is what becomes of one call: Fail, FailWith, LoseBefore, LoseAfter, Delay or None.
type Fault struct {
	delay   time.Duration
	lose    loss
	failure *status.Status
	reason  complaint.Reason
}

type loss int

const (
	loseNothing loss = iota
	loseBefore
	loseAfter
)

// Failure is how the bridge refuses a call. Reason alone is enough.
type Failure struct {
	Reason        complaint.Reason // may be one that nobody knows
	Code          codes.Code       // OK: the one that belongs to the reason
	Message       string           // empty: one is made
	RetryDelay    time.Duration    // 0: no RetryInfo
	Violations    []complaint.Violation
	GatewayResult *complaintv1.Result // with GATEWAY_REJECTED
}

// None lets the call pass.
func None() Fault { return Fault{} }

// Fail refuses the call with this reason. OUTCOME_UNKNOWN and GATEWAY_REJECTED leave a record of a
// Reply, as they do in the bridge: asking again tells the same, until an operator settles the unknown one.
func Fail(reason complaint.Reason) Fault { return FailWith(Failure{Reason: reason}) }

// FailWith is Fail with all that the bridge may tell.
func FailWith(failure Failure) Fault {
	return Fault{failure: failure.status(), reason: failure.Reason}
}

// FailWithStatus answers with any status: one without the bridge's word, or with details that are
// broken.
func FailWithStatus(s *status.Status) Fault { return Fault{failure: s} }

// LoseBefore cuts the connection before the bridge has looked at the call.
func LoseBefore() Fault { return Fault{lose: loseBefore} }

// LoseAfter cuts the connection when the call was carried out: the consumer saw the reply, and the
// caller does not hear of it.
func LoseAfter() Fault { return Fault{lose: loseAfter} }

// Delay carries the call out at once and holds its answer back, for this long or until the caller
// is gone.
func Delay(delay time.Duration) Fault { return Fault{delay: delay} }

// The error is for a caller that is gone.
func (f Fault) wait(ctx context.Context) error {
	if f.delay == 0 {
		return nil
	}
	select {
	case <-time.After(f.delay):
		return nil
	case <-ctx.Done():
		return status.FromContextError(ctx.Err()).Err()
	}
}

func (f Failure) status() *status.Status {
	code, message := f.Code, f.Message
	if code == codes.OK {
		code = codeOf(f.Reason)
	}
	if message == "" {
		message = "complainttest: " + string(f.Reason)
	}
	s, err := status.New(code, message).WithDetails(f.details()...)
	if err != nil {
		panic(err) // a message of ours that cannot be encoded: text that is not UTF-8
	}
	return s
}

func (f Failure) details() []protoadapt.MessageV1 {
	info := &errdetails.ErrorInfo{Domain: "complaint.imageco", Reason: string(f.Reason)}
	if f.GatewayResult != nil {
		info.Metadata = map[string]string{
			"result_id":      f.GatewayResult.GetId(),
			"result_comment": f.GatewayResult.GetComment(),
		}
	}
	details := []protoadapt.MessageV1{info}
	if f.RetryDelay > 0 {
		details = append(details, &errdetails.RetryInfo{RetryDelay: durationpb.New(f.RetryDelay)})
	}
	if len(f.Violations) > 0 {
		details = append(details, toBadRequest(f.Violations))
	}
	return details
}

func toBadRequest(violations []complaint.Violation) *errdetails.BadRequest {
	bad := &errdetails.BadRequest{}
	for _, v := range violations {
		bad.FieldViolations = append(bad.FieldViolations,
			&errdetails.BadRequest_FieldViolation{Field: v.Field, Description: v.Description})
	}
	return bad
}

func codeOf(reason complaint.Reason) codes.Code {
	switch reason {
	case complaint.ReasonInvalidRequest:
		return codes.InvalidArgument
	case complaint.ReasonMerchantNotConfigured, complaint.ReasonReplyNotFound:
		return codes.NotFound
	case complaint.ReasonCallerNotAllowed:
		return codes.PermissionDenied
	case complaint.ReasonTransactionIDReused:
		return codes.AlreadyExists
	case complaint.ReasonGatewayRejected, complaint.ReasonReplyNotUnknown:
		return codes.FailedPrecondition
	case complaint.ReasonReplyInProgress:
		return codes.Aborted
	case complaint.ReasonGatewayUnreachable, complaint.ReasonCircuitOpen,
		complaint.ReasonLedgerUnavailable, complaint.ReasonDraining:
		return codes.Unavailable
	case complaint.ReasonRateLimited, complaint.ReasonOverloaded:
		return codes.ResourceExhausted
	case complaint.ReasonDeadlineTooShort:
		return codes.DeadlineExceeded
	default:
		return codes.Unknown
	}
}
