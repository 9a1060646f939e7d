package complaint

import (
	"net"
	"strings"
)

// Whether a gRPC target is an address of this machine alone: 127.0.0.0/8, ::1, localhost, a Unix
// socket. No name is looked up.
func isLoopback(target string) bool {
	if strings.HasPrefix(target, "unix:") || strings.HasPrefix(target, "unix-abstract:") {
		return true
	}
	for _, scheme := range []string{"dns:///", "dns:", "passthrough:///", "passthrough:"} {
		if address, ok := strings.CutPrefix(target, scheme); ok {
			target = address
			break
		}
	}
	host, _, err := net.SplitHostPort(target)
	if err != nil { // without a port
		host = strings.TrimSuffix(strings.TrimPrefix(target, "["), "]")
	}
	return host == "localhost" || net.ParseIP(host).IsLoopback()
}
