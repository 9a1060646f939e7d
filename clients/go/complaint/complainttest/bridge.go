// Package complainttest is a complaint bridge in the test's own process, for the tests of programs
// that use package complaint. It opens no port.
//
//	bridge := complainttest.Start(t)
//	shop := NewShop(bridge.Client())
//	bridge.Next(complainttest.LoseAfter())
//	...
//	bridge.Seen() // the replies that the consumer saw
package complainttest

import (
	"context"
	"net"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"

	"complaint.imageco/go/complaint"
	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

// Bridge behaves as a complaint bridge whose gateway takes every reply: a first reply is delivered
// with the result 0000 回复成功, the same id with the same payload is replayed, the same id with
// another one is TRANSACTION_ID_REUSED, and a request that breaks the rules of its fields is
// INVALID_REQUEST. It serves every isspid, and operators may settle. Next makes it fail.
//
// All methods may be called by several goroutines.
type Bridge struct {
	listener *listener
	server   *grpc.Server
	health   *health.Server
	client   *complaint.Client
	ledger   ledger
	script   script
}

// Start starts a bridge that ends with the test.
func Start(t testing.TB) *Bridge {
	t.Helper()
	b := newBridge()
	t.Cleanup(b.stop)
	b.client = b.Connect(t)
	return b
}

func newBridge() *Bridge {
	b := &Bridge{listener: newListener(), health: health.NewServer()}
	b.server = grpc.NewServer(grpc.Creds(insecure.NewCredentials()), grpc.UnaryInterceptor(b.intercept))
	complaintv1.RegisterComplaintServiceServer(b.server, &complaintService{bridge: b})
	complaintv1.RegisterReplyAdminServiceServer(b.server, &adminService{bridge: b})
	grpc_health_v1.RegisterHealthServer(b.server, b.health)
	b.SetServing(true)
	go b.server.Serve(b.listener)
	return b
}

func (b *Bridge) stop() {
	b.health.Shutdown()
	b.server.Stop()
}

// Client is connected to the bridge. It closes with the test.
func (b *Bridge) Client() *complaint.Client { return b.client }

// Connect makes a further client, with options of its own besides how the bridge is reached. It
// closes with the test.
func (b *Bridge) Connect(t testing.TB, options ...complaint.Option) *complaint.Client {
	t.Helper()
	dial := func(ctx context.Context, _ string) (net.Conn, error) { return b.listener.dial(ctx) }
	reached := []complaint.Option{
		complaint.WithPlaintext(),
		complaint.WithDialOptions(grpc.WithContextDialer(dial)),
	}
	client, err := complaint.Connect("passthrough:///localhost", append(reached, options...)...)
	if err != nil {
		t.Fatalf("complainttest: %v", err)
	}
	t.Cleanup(func() { client.Close() })
	return client
}

// Next scripts what becomes of the next calls, of whichever method: the first fault is that of the
// next call, and so on. Calls beyond the script are answered as ever. Each attempt that reaches the
// bridge counts as a call.
func (b *Bridge) Next(faults ...Fault) { b.script.add(faults) }

// Seen are the replies that the consumer saw, in order; one for each time: a duplicate would stand
// there twice.
func (b *Bridge) Seen() []*complaintv1.ReplyRequest { return b.ledger.seenReplies() }

// Asked are the requests of all calls of Reply that came in, in order, with those that failed.
func (b *Bridge) Asked() []*complaintv1.ReplyRequest { return b.script.askedReplies() }

// SetServing tells clients by health checking whether to call. It is true at first.
func (b *Bridge) SetServing(serving bool) {
	state := grpc_health_v1.HealthCheckResponse_NOT_SERVING
	if serving {
		state = grpc_health_v1.HealthCheckResponse_SERVING
	}
	for _, service := range []string{
		"",
		complaintv1.ComplaintService_ServiceDesc.ServiceName,
		complaintv1.ReplyAdminService_ServiceDesc.ServiceName,
	} {
		b.health.SetServingStatus(service, state)
	}
}
