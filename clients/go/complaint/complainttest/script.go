package complainttest

import (
	"context"
	"sync"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

// The faults to come, and the replies asked for.
type script struct {
	mu     sync.Mutex
	faults []Fault
	asked  []*complaintv1.ReplyRequest
}

func (s *script) add(faults []Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults = append(s.faults, faults...)
}

func (s *script) take(request any) Fault {
	s.mu.Lock()
	defer s.mu.Unlock()
	if reply, ok := request.(*complaintv1.ReplyRequest); ok {
		s.asked = append(s.asked, proto.CloneOf(reply))
	}
	if len(s.faults) == 0 {
		return None()
	}
	fault := s.faults[0]
	s.faults = s.faults[1:]
	return fault
}

func (s *script) askedReplies() []*complaintv1.ReplyRequest {
	s.mu.Lock()
	defer s.mu.Unlock()
	return cloned(s.asked)
}

func cloned(requests []*complaintv1.ReplyRequest) []*complaintv1.ReplyRequest {
	clones := make([]*complaintv1.ReplyRequest, len(requests))
	for i, request := range requests {
		clones[i] = proto.CloneOf(request)
	}
	return clones
}

// Lets the script have its way with a call.
func (b *Bridge) intercept(
	ctx context.Context, request any, _ *grpc.UnaryServerInfo, handler grpc.UnaryHandler,
) (any, error) {
	fault := b.script.take(request)
	if fault.lose == loseBefore {
		return nil, b.lose(ctx)
	}
	if fault.failure != nil {
		b.ledger.record(request, fault)
		return nil, fault.failure.Err()
	}
	response, err := handler(ctx, request)
	if fault.lose == loseAfter {
		return nil, b.lose(ctx)
	}
	if gone := fault.wait(ctx); gone != nil {
		return nil, gone
	}
	return response, err
}

// Cuts the connection of a call. The error is for nobody.
func (b *Bridge) lose(ctx context.Context) error {
	if caller, ok := peer.FromContext(ctx); ok {
		b.listener.cut(caller.Addr)
	}
	<-ctx.Done()
	return status.Error(codes.Canceled, "complainttest: the connection was cut")
}
