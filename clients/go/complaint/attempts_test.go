package complaint

import (
	"testing"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"
)

func TestAttemptsKnowWhatMayHaveBeenSent(t *testing.T) {
	var (
		begin       = &stats.Begin{}
		transparent = &stats.Begin{IsTransparentRetryAttempt: true}
		out         = &stats.OutPayload{}
		broken      = &stats.End{Error: status.Error(codes.Unavailable, "broken")}
		nothing     = &Error{Reason: ReasonRateLimited, Sent: SentNothing}
		refused     = &Error{Reason: ReasonGatewayRejected, Sent: SentRefused}
		bare        = &Error{Code: codes.Unavailable, Sent: SentPerhaps}
		turnedAway  = &Error{Code: codes.Unauthenticated, Sent: SentNothing}
	)
	for _, c := range []struct {
		name   string
		events []stats.RPCStats
		last   *Error
		want   Sent
	}{
		{"no attempt", nil, bare, SentNothing},
		{"never left", []stats.RPCStats{begin, broken, begin, broken}, bare, SentNothing},
		{"left", []stats.RPCStats{begin, out, broken}, bare, SentPerhaps},
		{"left, then not", []stats.RPCStats{begin, out, broken, begin, broken}, bare, SentPerhaps},
		{"left, then nothing", []stats.RPCStats{begin, out, broken, begin, out, broken}, nothing, SentPerhaps},
		{"left, then turned away", []stats.RPCStats{begin, out, broken, begin, out, broken}, turnedAway, SentPerhaps},
		{"left, then refused", []stats.RPCStats{begin, out, broken, begin, out, broken}, refused, SentRefused},
		{"not looked at, then nothing", []stats.RPCStats{begin, out, broken, transparent, out, broken}, nothing, SentNothing},
		{"turned away", []stats.RPCStats{begin, out, broken}, turnedAway, SentNothing},
	} {
		a := &attempts{}
		for _, event := range c.events {
			a.handle(event)
		}
		if got := a.sent(c.last); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
