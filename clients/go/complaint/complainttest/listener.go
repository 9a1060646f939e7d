package complainttest

import (
	"context"
	"fmt"
	"net"
	"sync"

	"google.golang.org/grpc/test/bufconn"
)

const bufferBytes = 64 << 10

// Connections in memory, each with an address of its own, by which it can be cut.
type listener struct {
	*bufconn.Listener
	mu       sync.Mutex
	accepted map[string]net.Conn // by remote address
}

func newListener() *listener {
	return &listener{Listener: bufconn.Listen(bufferBytes), accepted: map[string]net.Conn{}}
}

func (l *listener) dial(ctx context.Context) (net.Conn, error) { return l.DialContext(ctx) }

func (l *listener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	named := namedConn{conn, address(fmt.Sprintf("connection-%d", len(l.accepted)))}
	l.accepted[named.remote.String()] = conn
	return named, nil
}

// Cuts the connection with this remote address, without a word.
func (l *listener) cut(remote net.Addr) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.accepted[remote.String()].Close()
}

type namedConn struct {
	net.Conn
	remote address
}

func (c namedConn) RemoteAddr() net.Addr { return c.remote }

type address string

func (address) Network() string  { return "memory" }
func (a address) String() string { return string(a) }
