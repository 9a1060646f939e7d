package complaint

import (
	"errors"
	"fmt"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/keepalive"

	complaintv1 "complaint.imageco/go/imageco/complaint/v1"
)

const defaultDeadline = 30 * time.Second

// gRPC servers with default settings, as the bridge is, close a connection that pings more often
// than every 5 minutes ("too_many_pings"), or without a call under way.
var keepaliveParameters = keepalive.ClientParameters{Time: 6 * time.Minute, Timeout: 20 * time.Second}

// A restarted bridge is found again within seconds; by default gRPC waits up to 2 minutes.
var connectParameters = grpc.ConnectParams{
	Backoff: backoff.Config{
		BaseDelay:  200 * time.Millisecond,
		Multiplier: 1.6,
		Jitter:     0.2,
		MaxDelay:   5 * time.Second,
	},
	MinConnectTimeout: 5 * time.Second,
}

// Client calls a bridge. It is safe for use by several goroutines, and made to be kept: one for
// each bridge and process.
type Client struct {
	conn     *grpc.ClientConn
	stub     complaintv1.ComplaintServiceClient
	deadline time.Duration
	closing  sync.Once
	closed   chan struct{}
}

// Connect makes a client of the bridge at a gRPC target, such as "complaint-server:50051" or
// "dns:///complaint-server:50051", whose every address is used in turn. It speaks TLS and trusts the
// system's roots, unless options say otherwise. The connection is made in the background, by the
// first call, and made anew where it breaks. Errors are those of the target and the options: what is
// no address, a file that cannot be read, PEM text that holds no certificate, no token where one is to
// be, a token for another machine without TLS, options that exclude each other.
func Connect(target string, options ...Option) (*Client, error) {
	s := settings{deadline: defaultDeadline, retries: true}
	for _, option := range options {
		option(&s)
	}
	if fault := faultOfAddress(target); fault != "" {
		return nil, errors.New("complaint: " + fault)
	}
	if s.deadline <= 0 {
		return nil, fmt.Errorf("complaint: the default deadline is %v", s.deadline)
	}
	if err := s.checkToken(target); err != nil {
		return nil, err
	}
	credentials, err := s.credentials()
	if err != nil {
		return nil, err
	}
	conn, err := grpc.NewClient(target, s.dialOptions(grpc.WithTransportCredentials(credentials))...)
	if err != nil {
		return nil, fmt.Errorf("complaint: %w", err)
	}
	stub := complaintv1.NewComplaintServiceClient(conn)
	return &Client{conn: conn, stub: stub, deadline: s.deadline, closed: make(chan struct{})}, nil
}

func (s *settings) dialOptions(credentials grpc.DialOption) []grpc.DialOption {
	options := []grpc.DialOption{
		credentials,
		grpc.WithUserAgent("imageco-complaint-go/" + Version),
		grpc.WithDefaultServiceConfig(serviceConfig),
		grpc.WithDisableServiceConfig(), // of DNS: ours counts
		grpc.WithKeepaliveParams(keepaliveParameters),
		grpc.WithConnectParams(connectParameters),
		grpc.WithStatsHandler(attemptsHandler{}),
	}
	if !s.retries {
		options = append(options, grpc.WithDisableRetry())
	}
	options = append(options, s.dial...)
	if s.token != (tokenSettings{}) {
		options = append(options, grpc.WithChainUnaryInterceptor(s.showToken)) // the innermost
	}
	return options
}

// Conn is the connection, for the raw stubs: complaintv1.NewReplyAdminServiceClient(client.Conn()).
// FromError reads their errors.
func (c *Client) Conn() *grpc.ClientConn { return c.conn }

// Close ends the connection, and every call under way with CANCELLED.
func (c *Client) Close() error {
	c.closing.Do(func() { close(c.closed) })
	return c.conn.Close()
}
