package complaint

import (
	"context"
	"errors"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

const domain = "complaint.imageco"

// FromError takes a gRPC error apart, such as one of the raw stubs. Nil for nil. What cannot be read
// in its details, and the word of another domain than the bridge's, does not count. Sent is that of
// a Reply that failed so.
func FromError(err error) *Error {
	if err == nil {
		return nil
	}
	var known *Error
	if errors.As(err, &known) {
		return known
	}
	s := toStatus(err)
	e := &Error{Code: s.Code(), Message: s.Message(), cause: err}
	for _, detail := range s.Details() {
		e.take(detail)
	}
	e.Sent = e.sentBySelf()
	return e
}

// The status within err, without what was wrapped around it: gRPC does so after its last retry.
func toStatus(err error) *status.Status {
	var within interface{ GRPCStatus() *status.Status }
	if errors.As(err, &within) && within.GRPCStatus() != nil {
		return within.GRPCStatus()
	}
	if errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return status.FromContextError(err)
	}
	return status.Convert(err)
}

func (e *Error) take(detail any) {
	switch d := detail.(type) {
	case *errdetails.ErrorInfo:
		e.takeInfo(d)
	case *errdetails.RetryInfo:
		e.RetryDelay = max(d.GetRetryDelay().AsDuration(), 0)
	case *errdetails.BadRequest:
		for _, v := range d.GetFieldViolations() {
			e.Violations = append(e.Violations, Violation{v.GetField(), v.GetDescription()})
		}
	}
}

func (e *Error) takeInfo(info *errdetails.ErrorInfo) {
	if info.GetDomain() != domain || info.GetReason() == complaintv1.ErrorReason_ERROR_REASON_UNSPECIFIED.String() {
		return
	}
	e.Reason = Reason(info.GetReason())
	e.Metadata = info.GetMetadata()
	if id, ok := e.Metadata["result_id"]; ok {
		e.GatewayResult = &complaintv1.Result{Id: id, Comment: e.Metadata["result_comment"]}
	}
}

// By what this error says alone.
func (e *Error) sentBySelf() Sent {
	if e.isTurnedAway() {
		return SentNothing
	}
	return meanings[e.Reason].sent // PERHAPS where the reason is unknown or absent
}

// Whether asking again helps before long.
func (e *Error) mends() bool {
	if known, ok := meanings[e.Reason]; ok {
		return known.mends
	}
	if e.Reason != "" {
		return e.Code == codes.Unavailable || e.RetryDelay > 0
	}
	switch e.Code {
	case codes.Unavailable, codes.Unknown, codes.Canceled, codes.DeadlineExceeded:
		return true
	case codes.Internal:
		return e.Sent != SentNothing // else the request itself could not be encoded
	case codes.ResourceExhausted:
		return !isTooLarge(e.Message)
	default:
		return false
	}
}
