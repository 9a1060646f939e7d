// Package stage reads the world that tests/clients/stage.py describes in IMAGECO_STAGE.
package stage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"testing"

	"complaint.imageco/go/complaint"
)

// Stage is a world of servers, and a control to change it.
type Stage struct {
	Control string            `json:"control"` // a URL
	Servers map[string]Server `json:"servers"`
}

// Server is how to reach one. Without a CA file: plaintext.
type Server struct {
	Address         string `json:"address"`
	CAFile          string `json:"ca_file"`
	CertificateFile string `json:"certificate_file"`
	PrivateKeyFile  string `json:"private_key_file"`
	ServerName      string `json:"server_name"`
	Token           string `json:"token"`
}

// Keeps no connection, which would pass for a leak.
var client = http.Client{Transport: &http.Transport{DisableKeepAlives: true}}

// Read skips the test where there is no stage.
func Read(t *testing.T) *Stage {
	t.Helper()
	text := os.Getenv("IMAGECO_STAGE")
	if text == "" {
		t.Skip("IMAGECO_STAGE is not set: run under tests/clients/stage.py to test against the real server")
	}
	s := &Stage{}
	if err := json.Unmarshal([]byte(text), s); err != nil {
		t.Fatal("IMAGECO_STAGE: ", err)
	}
	return s
}

// Options are those that reach the server.
func (s Server) Options() []complaint.Option {
	var options []complaint.Option
	if s.Token != "" {
		options = append(options, complaint.WithToken(s.Token))
	}
	if s.CAFile == "" {
		return append(options, complaint.WithPlaintext())
	}
	options = append(options, complaint.WithCAFile(s.CAFile))
	if s.ServerName != "" {
		options = append(options, complaint.WithServerName(s.ServerName))
	}
	if s.CertificateFile != "" {
		options = append(options, complaint.WithCertificateFiles(s.CertificateFile, s.PrivateKeyFile))
	}
	return options
}

// Do hands a command to the control, and gives its answer.
func (s *Stage) Do(command json.RawMessage) (json.RawMessage, error) {
	response, err := client.Post(s.Control, "application/json", bytes.NewReader(command))
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		return nil, err
	}
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("control: %s: %s", response.Status, body)
	}
	return body, nil
}
