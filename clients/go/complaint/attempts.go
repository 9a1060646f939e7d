package complaint

import (
	"context"
	"strings"
	"sync"

	"google.golang.org/grpc/stats"
)

// What became of the attempts that gRPC makes of one call. Without it, a call whose first attempt
// broke and whose second was turned away would pass for one that sent nothing.
type attempts struct {
	mu    sync.Mutex
	left  bool // the request of the attempt now under way may have left this process
	open  bool // the last attempt left, and ended without the bridge's word
	doubt bool // one before it did
}

type attemptsKey struct{}

func withAttempts(ctx context.Context) (context.Context, *attempts) {
	a := &attempts{}
	return context.WithValue(ctx, attemptsKey{}, a), a
}

// What all attempts together say, where the last one failed with e.
func (a *attempts) sent(e *Error) Sent {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case e.Reason == "" && !a.open && !a.doubt:
		return SentNothing
	case a.doubt && e.Sent == SentNothing:
		return SentPerhaps
	default:
		return e.Sent
	}
}

func (a *attempts) handle(event stats.RPCStats) {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch e := event.(type) {
	case *stats.Begin:
		// A transparent retry follows where the server provably did not look at the attempt.
		a.doubt = a.doubt || a.open && !e.IsTransparentRetryAttempt
		a.left, a.open = false, false
	case *stats.OutPayload:
		a.left = true
	case *stats.End:
		a.open = a.left && e.Error != nil && FromError(e.Error).Reason == ""
	}
}

// Gives the events of a connection's calls to their attempts.
type attemptsHandler struct{}

func (attemptsHandler) TagRPC(ctx context.Context, _ *stats.RPCTagInfo) context.Context { return ctx }

func (attemptsHandler) HandleRPC(ctx context.Context, event stats.RPCStats) {
	if a, ok := ctx.Value(attemptsKey{}).(*attempts); ok {
		a.handle(event)
	}
}

func (attemptsHandler) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

func (attemptsHandler) HandleConn(context.Context, stats.ConnStats) {}

// Whether a message was refused for its size, as gRPC's libraries say it.
func isTooLarge(message string) bool { return strings.Contains(message, "larger than max") }
