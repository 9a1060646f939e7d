package complaint_test

import (
	"context"
	"io"
	"net"
	"runtime"
	"testing"
	"time"

	"complaint.imageco/go/complaint"
)

// Serves what is no bridge, and gives its address.
func serveFaulty(t *testing.T, serve func(net.Conn)) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { listener.Close() })
	go func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			go func() {
				defer conn.Close()
				serve(conn)
			}()
		}
	}()
	return listener.Addr().String()
}

func TestCallsEndAtTheDeadlineWhateverAnswers(t *testing.T) {
	for name, serve := range map[string]func(net.Conn){
		"Nothing": func(conn net.Conn) { io.Copy(io.Discard, conn) },
		"Hangup":  func(net.Conn) {},
		"HTTP1":   func(conn net.Conn) { io.WriteString(conn, "HTTP/1.1 400 Bad Request\r\n\r\n") },
		"Garbage": func(conn net.Conn) {
			io.WriteString(conn, "\x00\x00\x00\x04\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff\xff\xff\xff")
			io.Copy(io.Discard, conn)
		},
	} {
		t.Run(name, func(t *testing.T) {
			before := runtime.NumGoroutine()
			client, err := complaint.Connect(serveFaulty(t, serve), complaint.WithPlaintext())
			if err != nil {
				t.Fatal(err)
			}
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			start := time.Now()
			_, err = client.ReplyUntilSettled(ctx, newRequest("resp1"))
			failure := asError(t, err)
			if took := time.Since(start); failure.Reason != "" || took > 2*time.Second {
				t.Error(took, err)
			}
			client.Close()
			awaitGoroutines(t, before+1) // and the one that accepts
		})
	}
}

func awaitGoroutines(t *testing.T, most int) {
	t.Helper()
	for range 100 {
		if runtime.NumGoroutine() <= most {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Errorf("%d goroutines, want %d", runtime.NumGoroutine(), most)
}
