package complaint

import (
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"strings"
	"testing"
)

func TestServiceConfigIsTheContracts(t *testing.T) {
	contract, err := os.ReadFile("../../../proto/imageco/complaint/v1/service_config.json")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("outside of the repository: no proto folder to compare with")
	}
	if err != nil || string(contract) != serviceConfig {
		t.Fatal("differs: run clients/go/generate.sh", err)
	}
}

// Other packages of a program may bring it along, and tests do: look at this one alone.
func TestHealthCheckingIsLinked(t *testing.T) {
	out, err := exec.Command("go", "list", "-deps", ".").Output()
	if err != nil {
		t.Fatal(err)
	}
	if !strings.Contains(string(out), "google.golang.org/grpc/health\n") {
		t.Fatal("healthCheckConfig would be ignored")
	}
}
