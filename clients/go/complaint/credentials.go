package complaint

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"sync"

	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
)

// PEM bytes, or files of them. The zero value: the system's roots, and no certificate to show.
type tlsSettings struct {
	caFile          string
	ca              []byte
	certificateFile string
	privateKeyFile  string
	certificate     []byte
	privateKey      []byte
	serverName      string
}

func (s *tlsSettings) given() bool {
	return s.caFile != "" || s.ca != nil || s.showsFiles() || s.showsBytes() || s.serverName != ""
}

func (s *tlsSettings) showsFiles() bool { return s.certificateFile != "" || s.privateKeyFile != "" }

func (s *tlsSettings) showsBytes() bool { return s.certificate != nil || s.privateKey != nil }

func (s *settings) credentials() (credentials.TransportCredentials, error) {
	if !s.plaintext {
		return s.tls.credentials()
	}
	if s.tls.given() {
		return nil, errors.New("complaint: WithPlaintext and certificates exclude each other")
	}
	return insecure.NewCredentials(), nil
}

func (s *tlsSettings) credentials() (credentials.TransportCredentials, error) {
	now, err := s.read()
	if err != nil || s.caFile == "" && !s.showsFiles() {
		return now, err
	}
	return &fresh{TransportCredentials: now, settings: s}, nil
}

// Credentials by what the files hold now.
func (s *tlsSettings) read() (credentials.TransportCredentials, error) {
	roots, err := s.roots()
	if err != nil {
		return nil, err
	}
	config := &tls.Config{MinVersion: tls.VersionTLS12, RootCAs: roots, ServerName: s.serverName}
	if err := s.show(config); err != nil {
		return nil, err
	}
	return credentials.NewTLS(config), nil
}

// Credentials that are read anew for every connection; where the files are not good, those before
// count on.
type fresh struct {
	credentials.TransportCredentials // of the first connection

	settings *tlsSettings
	mu       sync.Mutex
	good     credentials.TransportCredentials // nil: those of the first connection
}

func (f *fresh) ClientHandshake(
	ctx context.Context, authority string, connection net.Conn,
) (net.Conn, credentials.AuthInfo, error) {
	return f.now().ClientHandshake(ctx, authority, connection)
}

func (f *fresh) Clone() credentials.TransportCredentials {
	return &fresh{TransportCredentials: f.TransportCredentials.Clone(), settings: f.settings}
}

func (f *fresh) now() credentials.TransportCredentials {
	f.mu.Lock()
	defer f.mu.Unlock()
	if read, err := f.settings.read(); err == nil {
		f.good = read
	}
	if f.good == nil {
		return f.TransportCredentials
	}
	return f.good
}

// Nil for the system's roots.
func (s *tlsSettings) roots() (*x509.CertPool, error) {
	pem := s.ca
	if s.caFile != "" {
		if s.ca != nil {
			return nil, errors.New("complaint: WithCA and WithCAFile exclude each other")
		}
		var err error
		if pem, err = os.ReadFile(s.caFile); err != nil {
			return nil, fmt.Errorf("complaint: CA file: %w", err)
		}
	} else if s.ca == nil {
		return nil, nil
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, errors.New("complaint: no CA certificate in the PEM text " + s.caFile)
	}
	return roots, nil
}

// Lets config show the certificate, where there is one.
func (s *tlsSettings) show(config *tls.Config) error {
	if s.showsFiles() && s.showsBytes() {
		return errors.New("complaint: WithCertificate and WithCertificateFiles exclude each other")
	}
	if !s.showsFiles() && !s.showsBytes() {
		return nil
	}
	pair, err := s.load()
	if err != nil {
		return err
	}
	// Whatever authorities the server names: it may take one that it does not.
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		return pair, nil
	}
	return nil
}

func (s *tlsSettings) load() (*tls.Certificate, error) {
	var pair tls.Certificate
	var err error
	if s.showsFiles() && (s.certificateFile == "" || s.privateKeyFile == "") ||
		!s.showsFiles() && (s.certificate == nil || s.privateKey == nil) {
		return nil, errors.New("complaint: a certificate and its private key come both or not at all")
	}
	if s.showsFiles() {
		pair, err = tls.LoadX509KeyPair(s.certificateFile, s.privateKeyFile)
	} else {
		pair, err = tls.X509KeyPair(s.certificate, s.privateKey)
	}
	if err != nil && strings.Contains(err.Error(), "does not match") {
		return nil, fmt.Errorf("complaint: the private key does not fit the certificate: %w", err)
	}
	if err != nil {
		return nil, fmt.Errorf("complaint: certificate and private key: %w", err)
	}
	return &pair, nil
}
