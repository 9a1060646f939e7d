package complaint

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

var (
	urlScheme = regexp.MustCompile(`^(?i)https?://`)
	// Targets of gRPC's that hold no host and port.
	ofGRPC = regexp.MustCompile(`^(unix|unix-abstract|ipv4|ipv6|vsock):`)
	dns    = regexp.MustCompile(`^dns:(//[^/]*/)?`)
	port   = regexp.MustCompile(`^(?:[^\[\]:]*|\[[^\]]*\]):([^:]*)$`)
)

// What is wrong with a gRPC target by its looks, in the words of every client; empty: nothing. Only
// what is, or may be, a host and a port is looked at: any other scheme than "dns" is gRPC's affair.
func faultOfAddress(target string) string {
	switch address := dns.ReplaceAllString(target, ""); {
	case target == "":
		return "the address is empty: give HOST:PORT"
	case urlScheme.MatchString(target):
		return fmt.Sprintf(`the address "%s" is a URL: give HOST:PORT`, target)
	case ofGRPC.MatchString(target) || strings.Contains(address, "://"):
		return ""
	default:
		if found := port.FindStringSubmatch(address); found != nil && !isPort(found[1]) {
			return fmt.Sprintf(`the address "%s" has no port of 1 to 65535`, target)
		}
		return ""
	}
}

func isPort(text string) bool {
	number, err := strconv.ParseUint(text, 10, 16)
	return err == nil && number > 0
}
