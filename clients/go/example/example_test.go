// Package example holds programs to start from. Its tests run them against the real server.
package example

import (
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"complaint.imageco/go/complaint"
	"complaint.imageco/go/internal/stage"
)

func build(t *testing.T, name string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), name)
	if out, err := exec.Command("go", "build", "-buildvcs=false", "-o", program, "./"+name).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return program
}

// Gives the exit code and all that was printed.
func run(t *testing.T, program string, arguments ...string) (int, string) {
	t.Helper()
	command := exec.Command(program, arguments...)
	out, err := command.CombinedOutput()
	if command.ProcessState == nil {
		t.Fatal(err)
	}
	return command.ProcessState.ExitCode(), string(out)
}

func TestReply(t *testing.T) {
	server := stage.Read(t).Servers["plain"]
	code, out := run(t, build(t, "reply"), server.Address)
	if code != 0 || !regexp.MustCompile(`^[0-9a-f]{32} 0000 回复成功\n$`).MatchString(out) {
		t.Fatal(code, out)
	}
}

func TestSettled(t *testing.T) {
	server := stage.Read(t).Servers["mtls"]
	program := build(t, "settled")
	reached := []string{"-server", server.Address, "-ca", server.CAFile,
		"-certificate", server.CertificateFile, "-private-key", server.PrivateKeyFile}
	id := complaint.NewTransactionID()
	for _, c := range []struct {
		name, id, text string
		code           int
		want           string
	}{
		{"Delivers", id, "已与用户沟通解决", 0, "delivered: " + id + " 回复成功"},
		{"AsksAgain", id, "已与用户沟通解决", 0, "delivered: " + id + " 回复成功"},
		{"NamesTheFieldAtFault", "", "", 1, "response_content: required"},
		{"NothingSent", id, "另一个回复", 4, "nothing was sent: complaint: TRANSACTION_ID_REUSED"},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, out := run(t, program, append(reached, "-transaction-id", c.id, "-text", c.text)...)
			if code != c.code || !strings.Contains(out, c.want) {
				t.Fatal(code, out)
			}
		})
	}
}
