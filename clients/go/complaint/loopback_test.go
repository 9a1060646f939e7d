package complaint

import "testing"

func TestIsLoopbackKnowsTheAddressesOfThisMachine(t *testing.T) {
	for _, target := range []string{
		"127.0.0.1:50051", "127.9.8.7:1", "127.0.0.1", "localhost:1", "localhost", "[::1]:1", "[::1]", "::1",
		"dns:///localhost:1", "dns:localhost:1", "dns:///[::1]:1", "passthrough:///127.0.0.1:1",
		"unix:/run/bridge", "unix:///run/bridge", "unix-abstract:bridge",
	} {
		if !isLoopback(target) {
			t.Error(target)
		}
	}
}

func TestIsLoopbackIsNotTakenInByNamesThatLookAlike(t *testing.T) {
	for _, target := range []string{
		"127.0.0.1.example.com:1", "127.example.com:1", "localhost.example.com:1", "10.0.0.1:127",
		"128.0.0.1:1", "[::2]:1", "[1::1]:1", "0.0.0.0:1", "dns:///127.a:1", "dns://127.0.0.1/a:1",
		"127.0.0.1:1,10.0.0.1:1", "[::1]:1,[2001:db8::1]:1", "127.0.0.1@a:1", "", ":1", "[",
	} {
		if isLoopback(target) {
			t.Error(target)
		}
	}
}
