package complaint

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"os"

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
	if _, err := s.load(); err != nil {
		return err
	}
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		return s.load()
	}
	return nil
}

func (s *tlsSettings) load() (*tls.Certificate, error) {
	var pair tls.Certificate
	var err error
	if s.showsFiles() {
		pair, err = tls.LoadX509KeyPair(s.certificateFile, s.privateKeyFile)
	} else {
		pair, err = tls.X509KeyPair(s.certificate, s.privateKey)
	}
	if err != nil {
		return nil, fmt.Errorf("complaint: certificate and private key: %w", err)
	}
	return &pair, nil
}
