package conformance

import (
	"encoding/json"
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/protobuf/encoding/protojson"

	"complaint.imageco/go/complaint"
)

const slack = 5 * time.Second

var idPattern = regexp.MustCompile(`^[0-9A-Za-z]{1,32}$`)

// Nil where the outcome is as expected.
func (e *expectation) check(o outcome) error {
	if o.took > o.most+slack {
		return fmt.Errorf("took %v of %v", o.took, o.most)
	}
	if o.answeredID != o.transactionID || !idPattern.MatchString(o.transactionID) {
		return fmt.Errorf("asked with transaction id %q, answered with %q", o.transactionID, o.answeredID)
	}
	switch {
	case e.Error != nil:
		return e.Error.check(o)
	case o.err != nil:
		return o.err
	case e.Response != nil:
		text, err := protojson.Marshal(o.response)
		if err != nil {
			return err
		}
		return contains(text, e.Response)
	default:
		return nil
	}
}

func (e *errorExpectation) check(o outcome) error {
	if o.err == nil {
		return fmt.Errorf("no error, but %v", o.response)
	}
	got := complaint.FromError(o.err)
	name := code.Code(got.Code).String()
	said := strings.Count(got.Error(), "othing was sent")
	for _, words := range e.Says {
		if !strings.Contains(got.Error(), words) {
			return fmt.Errorf("%q is not in: %w", words, got)
		}
	}
	switch {
	case said > 1 || said == 0 && got.Sent == complaint.SentNothing:
		return fmt.Errorf("says %d times that nothing was sent: %w", said, got)
	case e.Reason != nil && !slices.Contains(e.Reason, string(got.Reason)):
		return fmt.Errorf("reason %q, want %q: %w", got.Reason, e.Reason, got)
	case e.Code != nil && !slices.Contains(e.Code, name):
		return fmt.Errorf("code %s, want %q: %w", name, e.Code, got)
	case e.Sent != nil && *e.Sent != got.Sent.String():
		return fmt.Errorf("sent %v, want %s: %w", got.Sent, *e.Sent, got)
	case e.RetryDelay != nil && *e.RetryDelay != (got.RetryDelay > 0):
		return fmt.Errorf("retry delay %v, want %v: %w", got.RetryDelay, *e.RetryDelay, got)
	case e.Violations != nil && !slices.Equal(sorted(*e.Violations), sorted(fields(got))):
		return fmt.Errorf("violations %v, want %v: %w", got.Violations, *e.Violations, got)
	case e.GatewayResult != nil && (e.GatewayResult.ID != got.GatewayResult.GetId() ||
		e.GatewayResult.Comment != got.GatewayResult.GetComment()):
		return fmt.Errorf("gateway result %v, want %v: %w", got.GatewayResult, *e.GatewayResult, got)
	}
	return nil
}

func fields(failure *complaint.Error) []string {
	var names []string
	for _, violation := range failure.Violations {
		names = append(names, violation.Field)
	}
	return names
}

func sorted(names []string) []string {
	return slices.Sorted(slices.Values(names))
}

// Whether the JSON text has every member of want, however deep.
func contains(text, want json.RawMessage) error {
	var g, w any
	if err := json.Unmarshal(text, &g); err != nil {
		return err
	}
	if err := json.Unmarshal(want, &w); err != nil {
		return err
	}
	if !isSubset(w, g) {
		return fmt.Errorf("got %s, want %s", text, want)
	}
	return nil
}

func isSubset(want, got any) bool {
	members, ok := want.(map[string]any)
	if !ok {
		return reflect.DeepEqual(want, got)
	}
	object, ok := got.(map[string]any)
	if !ok {
		return false
	}
	for name, value := range members {
		if found, ok := object[name]; !ok || !isSubset(value, found) {
			return false
		}
	}
	return true
}
