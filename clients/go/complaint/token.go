package complaint

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// RFC 6750, 2.1.
const tokenCharacters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/="

// What says who calls: a text, or a file, read for each call. The zero value: nothing does.
type tokenSettings struct{ text, file *string }

// Refuses, before there is any call, what no call could be made with.
func (s *settings) checkToken(target string) error {
	switch {
	case s.token == (tokenSettings{}):
		return nil
	case s.token.text != nil && s.token.file != nil:
		return errors.New("complaint: WithToken and WithTokenFile exclude each other")
	case s.plaintext && !isLoopback(target):
		return errors.New("complaint: a token is sent over TLS, or to this machine, alone")
	}
	if _, err := s.token.read(); err != nil {
		return fmt.Errorf("complaint: %w", err)
	}
	return nil
}

// The token as it stands now. Errors tell nothing of it.
func (t tokenSettings) read() (string, error) {
	if t.text != nil {
		return tokenIn(*t.text, "WithToken:")
	}
	content, err := os.ReadFile(*t.file)
	if err != nil {
		return "", fmt.Errorf("WithTokenFile: %w", err)
	}
	return tokenIn(string(content), "WithTokenFile: "+*t.file)
}

func tokenIn(text, where string) (string, error) {
	token := strings.TrimSpace(text)
	if token == "" || strings.Trim(token, tokenCharacters) != "" {
		return "", errors.New(where + " holds no token")
	}
	return token, nil
}

// Every call shows the token. Where there is none now, no call is made. It is not in the context,
// where interceptors would see it, and health checking, which asks nobody who they are, goes without.
func (s *settings) showToken(
	ctx context.Context, method string, request, reply any, conn *grpc.ClientConn,
	invoke grpc.UnaryInvoker, options ...grpc.CallOption,
) error {
	token, err := s.token.read()
	if err != nil {
		return status.Error(codes.Unauthenticated, err.Error())
	}
	shown := grpc.PerRPCCredentials(bearer{token, !s.plaintext})
	return invoke(ctx, method, request, reply, conn, append(slices.Clip(options), shown)...)
}

// gRPC sends it over TLS alone where it is secret, whatever WithDialOptions made of the connection.
type bearer struct {
	token  string
	secret bool
}

func (b bearer) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return map[string]string{"authorization": "Bearer " + b.token}, nil
}

func (b bearer) RequireTransportSecurity() bool { return b.secret }
