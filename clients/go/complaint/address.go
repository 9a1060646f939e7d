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
	port   = regexp.MustCompile(`^([^\[\]:]*|\[[^\]]*\]):([^:]*)$`) // behind a host
)

// What is wrong with a gRPC target by its looks, in the words of every client; empty: nothing. Only
// what is, or may be, a host and a port is looked at: any other scheme than "dns" is gRPC's affair.
func faultOfAddress(target string) string {
	address := dns.ReplaceAllString(target, "")
	switch found := port.FindStringSubmatch(address); {
	case target == "":
		return "the address is empty: give HOST:PORT"
	case urlScheme.MatchString(target):
		return fmt.Sprintf(`the address "%s" is a URL: give HOST:PORT`, target)
	case ofGRPC.MatchString(target) || strings.Contains(address, "://"):
		return ""
	case strings.ContainsAny(address, " \t\r\n"):
		return fmt.Sprintf(`the address "%s" holds a blank: give HOST:PORT`, target)
	case strings.Contains(address, ","):
		return fmt.Sprintf(`the address "%s" is a list: give HOST:PORT`, target)
	case found != nil && !isPort(found[2]):
		return fmt.Sprintf(`the address "%s" has no port of 1 to 65535`, target)
	case address == "" || found != nil && found[1] == "":
		return fmt.Sprintf(`the address "%s" has no host: give HOST:PORT`, target)
	default:
		return ""
	}
}

func isPort(text string) bool {
	number, err := strconv.ParseUint(text, 10, 16)
	return err == nil && number > 0
}
