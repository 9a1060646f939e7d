// Package conformance runs the cases that all clients share against the real server.
package conformance

import (
	"bytes"
	"encoding/json"
	"os"
	"runtime"
	"testing"
	"time"

	"complaint.imageco/go/complaint"
	"complaint.imageco/go/internal/stage"
)

func TestClients(t *testing.T) {
	world := stage.Read(t)
	text, err := os.ReadFile(os.Getenv("IMAGECO_VECTORS"))
	if err != nil {
		t.Fatal(err)
	}
	var vectors struct{ Cases []testCase }
	if err := json.Unmarshal(text, &vectors); err != nil || len(vectors.Cases) == 0 {
		t.Fatal("no cases: ", err)
	}
	before := runtime.NumGoroutine()
	clients := clients{world: world, open: map[clientKey]*complaint.Client{}}
	for _, c := range vectors.Cases {
		t.Run(c.Name, func(t *testing.T) { run(t, &clients, c) })
	}
	clients.close()
	awaitGoroutines(t, before)
}

// One client for each server, with and without retries.
type clients struct {
	world *stage.Stage
	open  map[clientKey]*complaint.Client
}

type clientKey struct {
	server  string
	retries bool
}

func (c *clients) get(t *testing.T, s *step) *complaint.Client {
	t.Helper()
	key := clientKey{s.Server, s.Retries == nil || *s.Retries}
	if client, ok := c.open[key]; ok {
		return client
	}
	server, ok := c.world.Servers[s.Server]
	if !ok {
		t.Fatalf("no server %q on the stage", s.Server)
	}
	options := server.Options()
	if !key.retries {
		options = append(options, complaint.WithoutRetries())
	}
	client, err := complaint.Connect(server.Address, options...)
	if err != nil {
		t.Fatal(err)
	}
	c.open[key] = client
	return client
}

func (c *clients) close() {
	for _, client := range c.open {
		client.Close()
	}
}

type pending struct {
	expect  expectation
	outcome chan outcome
}

func run(t *testing.T, clients *clients, c testCase) {
	background := map[string]pending{}
	made := ""
	for _, raw := range c.Steps {
		var s step
		if err := json.Unmarshal(bytes.ReplaceAll(raw, []byte("${made}"), []byte(made)), &s); err != nil {
			t.Fatal(err)
		}
		switch {
		case s.Stage != nil:
			perform(t, clients.world, &s)
		case s.Await != "":
			verify(t, &s, background[s.Await].expect, <-background[s.Await].outcome)
		case s.Background != "":
			background[s.Background] = start(t, clients, &s)
		default:
			o := call(clients.get(t, &s), &s)
			made = o.transactionID
			verify(t, &s, s.expectation(t), o)
		}
	}
}

func start(t *testing.T, clients *clients, s *step) pending {
	t.Helper()
	p := pending{s.expectation(t), make(chan outcome, 1)}
	client := clients.get(t, s)
	go func() { p.outcome <- call(client, s) }()
	return p
}

func (s *step) expectation(t *testing.T) expectation {
	t.Helper()
	var e expectation
	if s.Expect != nil {
		if err := json.Unmarshal(s.Expect, &e); err != nil {
			t.Fatal(err)
		}
	}
	return e
}

func perform(t *testing.T, world *stage.Stage, s *step) {
	t.Helper()
	answer, err := world.Do(s.Stage)
	if err == nil && s.Expect != nil {
		err = contains(answer, s.Expect)
	}
	if err != nil {
		t.Fatalf("stage %s: %v", s.Stage, err)
	}
}

func verify(t *testing.T, s *step, e expectation, o outcome) {
	t.Helper()
	if err := e.check(o); err != nil {
		t.Fatalf("%s %s%s: %v", s.Call, s.Server, s.Await, err)
	}
}

// Nothing may be left of closed clients.
func awaitGoroutines(t *testing.T, most int) {
	t.Helper()
	for range 100 {
		if runtime.NumGoroutine() <= most {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	stacks := make([]byte, 1<<20)
	t.Errorf("%d goroutines, %d before:\n%s", runtime.NumGoroutine(), most, stacks[:runtime.Stack(stacks, true)])
}
