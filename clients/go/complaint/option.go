package complaint

import (
	"time"

	"google.golang.org/grpc"
)

// Option changes how Connect reaches the bridge.
type Option func(*settings)

type settings struct {
	plaintext bool
	tls       tlsSettings
	token     tokenSettings
	deadline  time.Duration
	retries   bool
	dial      []grpc.DialOption
}

// WithPlaintext speaks to the bridge without TLS: for one on this machine, or behind a mesh that
// encrypts. It excludes every option about certificates.
func WithPlaintext() Option {
	return func(s *settings) { s.plaintext = true }
}

// WithCAFile trusts the certificates of this PEM file, instead of the system's. It is read anew for
// every connection; where it is not good then, what it held before counts on.
func WithCAFile(path string) Option {
	return func(s *settings) { s.tls.caFile = path }
}

// WithCA trusts these PEM certificates, instead of the system's.
func WithCA(pem []byte) Option {
	return func(s *settings) { s.tls.ca = pem }
}

// WithCertificateFiles shows the bridge this certificate chain (mTLS), with its private key; PEM
// files both. They are read anew for every connection, so that a renewed certificate counts; where
// they are not good then, those before count on.
func WithCertificateFiles(certificate, privateKey string) Option {
	return func(s *settings) { s.tls.certificateFile, s.tls.privateKeyFile = certificate, privateKey }
}

// WithCertificate shows the bridge this certificate chain (mTLS), with its private key; PEM both.
func WithCertificate(certificate, privateKey []byte) Option {
	return func(s *settings) { s.tls.certificate, s.tls.privateKey = certificate, privateKey }
}

// WithServerName expects this name in the bridge's certificate, instead of the target's host.
func WithServerName(name string) Option {
	return func(s *settings) { s.tls.serverName = name }
}

// WithTokenFile says who calls, where the bridge knows its callers by tokens, by what this file
// holds. It is read for each call, so that the next token counts as soon as it is written: the kubelet
// does so with a service account's. White space around the token does not count. A call for which
// there is none fails with Unauthenticated, and nothing is sent. A token is sent over TLS, or to this
// machine, alone.
func WithTokenFile(path string) Option {
	return func(s *settings) { s.token.file = &path }
}

// WithToken says who calls by this token, as WithTokenFile does by a file's.
func WithToken(token string) Option {
	return func(s *settings) { s.token.text = &token }
}

// WithDefaultDeadline bounds calls whose context has no deadline, and each attempt of
// ReplyUntilSettled. 30 s where this option is not given. The bridge needs up to 20 s to hear the
// gateway's answer.
func WithDefaultDeadline(deadline time.Duration) Option {
	return func(s *settings) { s.deadline = deadline }
}

// WithoutRetries tells of the first UNAVAILABLE, instead of trying a few times within the deadline.
// ReplyUntilSettled still asks again.
func WithoutRetries() Option {
	return func(s *settings) { s.retries = false }
}

// WithDialOptions adds options of gRPC's own, such as interceptors or stats handlers. They come
// last, and win.
func WithDialOptions(options ...grpc.DialOption) Option {
	return func(s *settings) { s.dial = append(s.dial, options...) }
}
