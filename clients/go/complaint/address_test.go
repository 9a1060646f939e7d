package complaint

import (
	"encoding/json"
	"os"
	"testing"
)

func TestFaultOfAddressIsWhatEveryClientSays(t *testing.T) {
	text, err := os.ReadFile("../../../tests/vectors/clients.json")
	if err != nil {
		t.Skip("this is no checkout of the repository: ", err)
	}
	var vectors struct {
		Addresses []struct{ Address, Fault string }
	}
	if err := json.Unmarshal(text, &vectors); err != nil || len(vectors.Addresses) == 0 {
		t.Fatal("no addresses: ", err)
	}
	for _, row := range vectors.Addresses {
		if got := faultOfAddress(row.Address); got != row.Fault {
			t.Errorf("%q: %q, want %q", row.Address, got, row.Fault)
		}
	}
}
