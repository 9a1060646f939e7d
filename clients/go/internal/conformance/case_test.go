package conformance

import (
	"encoding/json"
	"time"
)

// One case of tests/vectors/clients.json. Its steps are read when they run: they may hold ${made}.
type testCase struct {
	Name  string            `json:"name"`
	Steps []json.RawMessage `json:"steps"`
}

// A call, a wait for one in the background, or a command to the stage.
type step struct {
	Call        string          `json:"call"`
	Server      string          `json:"server"`
	Request     json.RawMessage `json:"request"` // proto3 JSON
	Deadline    float64         `json:"deadline_seconds"`
	CancelAfter float64         `json:"cancel_after_seconds"`
	Retries     *bool           `json:"retries"`
	Background  string          `json:"background"`
	Await       string          `json:"await"`
	Stage       json.RawMessage `json:"stage"`
	Expect      json.RawMessage `json:"expect"`
}

type expectation struct {
	Response json.RawMessage   `json:"response"`
	Error    *errorExpectation `json:"error"`
}

// What is absent is not looked at.
type errorExpectation struct {
	Reason        oneOf     `json:"reason"`
	Code          oneOf     `json:"code"`
	Sent          *string   `json:"sent"`
	Says          []string  `json:"says"`
	RetryDelay    *bool     `json:"retry_delay"`
	Violations    *[]string `json:"violations"` // in any order
	GatewayResult *struct {
		ID      string `json:"id"`
		Comment string `json:"comment"`
	} `json:"gateway_result"`
}

// A string, or a list of which any will do.
type oneOf []string

func (o *oneOf) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*o = oneOf{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(o))
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
