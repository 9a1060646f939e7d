package complaint

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

// Reply shows a reply to the consumer who complained; nil error: the gateway took it. Where
// request.TransactionId is empty, an id is made and written there before the first attempt, so that
// calling again with the same request is the same reply. The request may not change while the call
// is under way. The context's deadline counts; without one, the client's default.
//
// Errors are *Error.
func (c *Client) Reply(
	ctx context.Context, request *complaintv1.ReplyRequest, options ...grpc.CallOption,
) (*complaintv1.ReplyResponse, error) {
	if err := prepare(request); err != nil {
		return nil, err
	}
	ctx, cancel := withDefaultDeadline(ctx, c.deadline)
	defer cancel()
	response, failure := c.reply(ctx, request, options)
	if failure != nil {
		return nil, failure
	}
	return response, nil
}

// GetReply tells what the bridge knows of a reply, from its ledger alone. isspid may be empty where
// the bridge serves a single merchant. ReasonReplyNotFound: no such reply was sent, or its record
// was purged.
//
// Errors are *Error, and Sent is SentNothing in each: asking sends nothing.
func (c *Client) GetReply(
	ctx context.Context, isspid, transactionID string, options ...grpc.CallOption,
) (*complaintv1.ReplyRecord, error) {
	ctx, cancel := withDefaultDeadline(ctx, c.deadline)
	defer cancel()
	if failure := c.refusal(ctx); failure != nil {
		failure.TransactionID = transactionID
		return nil, failure
	}
	request := &complaintv1.GetReplyRequest{Isspid: isspid, TransactionId: transactionID}
	response, err := c.stub.GetReply(ctx, request, options...)
	if err != nil {
		failure := FromError(err)
		failure.TransactionID = transactionID
		failure.Sent = SentNothing
		return nil, failure
	}
	return response.GetReply(), nil
}

// What is said of calls that do not begin.
const (
	messageClosed = "this client is closed"
	messageNoTime = "no time was left to begin"
)

// Why a call may not begin; nil: it may.
func (c *Client) refusal(ctx context.Context) *Error {
	select {
	case <-c.closed:
		return &Error{Code: codes.Canceled, Message: messageClosed, Sent: SentNothing, cause: status.Error(codes.Canceled, messageClosed)}
	default:
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return &Error{Code: codes.DeadlineExceeded, Message: messageNoTime, Sent: SentNothing, cause: ctx.Err()}
	}
	return nil
}

// Of a failure whose request never left: whether for want of a connection.
func (e *Error) isWithoutConnection() bool {
	return e.Reason == "" && (e.Code == codes.Unavailable || e.Code == codes.DeadlineExceeded)
}

// gRPC's own refusal of a message above the server's limit names its size. An answer above the client's
// limit is told in the same words, so the size must be the request's.
func (e *Error) isTooLarge(request *complaintv1.ReplyRequest) bool {
	return e.Reason == "" && e.Code == codes.ResourceExhausted &&
		strings.Contains(e.Message, fmt.Sprintf("larger than max (%d vs", proto.Size(request)))
}

// Gives the request an id, where it has none.
func prepare(request *complaintv1.ReplyRequest) error {
	if request == nil {
		failure := FromError(status.Error(codes.InvalidArgument, "the request is nil"))
		failure.Sent = SentNothing
		return failure
	}
	if request.TransactionId == "" {
		request.TransactionId = NewTransactionID()
	}
	return nil
}

func withDefaultDeadline(
	ctx context.Context, deadline time.Duration,
) (context.Context, context.CancelFunc) {
	if _, ok := ctx.Deadline(); ok {
		return context.WithCancel(ctx)
	}
	return context.WithTimeout(ctx, deadline)
}

// One call, of as many attempts as gRPC makes.
func (c *Client) reply(
	ctx context.Context, request *complaintv1.ReplyRequest, options []grpc.CallOption,
) (*complaintv1.ReplyResponse, *Error) {
	if failure := c.refusal(ctx); failure != nil {
		failure.TransactionID, failure.request = request.GetTransactionId(), request
		return nil, failure
	}
	ctx, attempts := withAttempts(ctx)
	response, err := c.stub.Reply(ctx, request, options...)
	if err == nil {
		return response, nil
	}
	failure := FromError(err)
	failure.TransactionID = request.GetTransactionId()
	failure.request = request
	if failure.isTooLarge(request) {
		failure.Sent = SentNothing
	}
	failure.Sent = attempts.sent(failure)
	if failure.Sent == SentNothing && failure.isWithoutConnection() {
		failure.Message = "no connection to the bridge: " + failure.Message
	}
	if request.GetValidateOnly() {
		failure.Sent = SentNothing
	}
	return nil, failure
}
