package complaint

import (
	"context"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"

	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

const defaultSettleDeadline = 2 * time.Minute

// ReplyUntilSettled is Reply, asked again with the same transaction_id until there is an answer or
// the context's deadline; without one, 2 minutes. It asks again, waiting longer from time to time
// and at least as long as the bridge wishes, where
//   - no word came from the bridge, as where the connection broke or an attempt took too long,
//   - the reply is in progress elsewhere,
//   - nothing was sent, and a retry may work.
//
// It ends at once with every other error: ReasonOutcomeUnknown among them, which an operator has to
// settle, and where the wait that the bridge asks for does not fit before the deadline. Where the
// deadline ends it, the error is the bridge's last word, if there was one. Sent speaks of all
// attempts: it is SentPerhaps where one of them may have sent the reply and none told what became of
// it.
//
// Errors are *Error.
func (c *Client) ReplyUntilSettled(
	ctx context.Context, request *complaintv1.ReplyRequest, options ...grpc.CallOption,
) (*complaintv1.ReplyResponse, error) {
	if err := prepare(request); err != nil {
		return nil, err
	}
	ctx, cancel := withDefaultDeadline(ctx, defaultSettleDeadline)
	defer cancel()
	s := settling{limit: c.deadline}
	for {
		timeout := min(s.limit, left(ctx))
		response, failure := c.replyWithin(ctx, timeout, request, options)
		if failure == nil {
			return response, nil
		}
		s.hear(failure)
		wait, again := s.next(failure, timeout, left(ctx))
		if !again || !c.pause(ctx, wait) {
			return nil, s.verdict(ctx)
		}
	}
}

func (c *Client) replyWithin(
	ctx context.Context, timeout time.Duration, request *complaintv1.ReplyRequest,
	options []grpc.CallOption,
) (*complaintv1.ReplyResponse, *Error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	return c.reply(ctx, request, options)
}

// What is known so far of a reply that is asked for again and again.
type settling struct {
	limit   time.Duration // of the next attempt
	waits   waits
	last    *Error
	word    *Error // the last one with a reason other than that time was short, where there is one
	perhaps bool   // an attempt may have sent the reply
}

func (s *settling) hear(failure *Error) {
	s.last = failure
	s.perhaps = s.perhaps || failure.Sent == SentPerhaps
	if failure.Reason != "" && (failure.Reason != ReasonDeadlineTooShort || s.word == nil) {
		s.word = failure
	}
}

// How long to wait, and whether to ask again, after an attempt that had timeout; left is the time
// until the deadline.
func (s *settling) next(failure *Error, timeout, left time.Duration) (time.Duration, bool) {
	if failure.Reason == ReasonDeadlineTooShort && left > timeout {
		s.limit = left
	} else if !failure.mends() {
		return 0, false
	}
	wait := max(s.waits.next(), failure.RetryDelay)
	if wait >= left {
		wait = max(waitMin, failure.RetryDelay) // for a last attempt
	}
	return wait, wait < left
}

// The error that says most: the last one, unless the deadline alone ended it.
func (s *settling) verdict(ctx context.Context) *Error {
	verdict := *s.last
	switch {
	case ctx.Err() == context.Canceled && verdict.Code != codes.Canceled:
		verdict = *FromError(ctx.Err())
		verdict.TransactionID, verdict.request, verdict.Sent = s.last.TransactionID, s.last.request, s.last.Sent
	case ctx.Err() != context.Canceled && s.word != nil && verdict.saysOnlyThatTimeIsUp():
		verdict = *s.word
	}
	if s.perhaps && verdict.Sent == SentNothing {
		verdict.Sent = SentPerhaps
	}
	return &verdict
}

func (e *Error) saysOnlyThatTimeIsUp() bool {
	return e.Reason == ReasonDeadlineTooShort || e.Reason == "" && e.mends()
}

func left(ctx context.Context) time.Duration {
	deadline, _ := ctx.Deadline()
	return time.Until(deadline)
}

// False where the context or the client ended first.
func (c *Client) pause(ctx context.Context, wait time.Duration) bool {
	select {
	case <-time.After(wait):
		return true
	case <-ctx.Done():
		return false
	case <-c.closed:
		return false
	}
}
