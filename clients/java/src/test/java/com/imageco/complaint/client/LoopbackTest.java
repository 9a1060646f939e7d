package com.imageco.complaint.client;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EmptySource;
import org.junit.jupiter.params.provider.ValueSource;

class LoopbackTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1:50051", "127.9.8.7:1", "127.0.0.1", "localhost:1", "localhost", "[::1]:1",
        "[::1]", "::1", "[0:0:0:0:0:0:0:1]:1", "[::ffff:127.0.0.1]:1", "dns:///localhost:1",
        "dns:localhost:1", "dns:///[::1]:1", "dns:///127.255.249.199:1", "unix:/run/bridge",
        "unix:///run/bridge", "unix-abstract:bridge"
      })
  void knowsTheAddressesOfThisMachine(String target) {
    assertTrue(Loopback.is(target));
  }

  @ParameterizedTest
  @EmptySource
  @ValueSource(
      strings = {
        "127.0.0.1.example.com:1", "127.example.com:1", "localhost.example.com:1", "10.0.0.1:127",
        "128.0.0.1:1", "126.0.0.1:1", "[::2]:1", "[1::1]:1", "[::1%1]:1", "[::1%lo]:1", "0.0.0.0:1",
        "[::]:1", "127.1:1", "127.0.0.01:1", "127.0.0.256:1", "2130706433:1", "dns:///127.a:1",
        "dns://127.0.0.1/a:1", "127.0.0.1:1,10.0.0.1:1", "127.0.0.1:1,10.0.0.1",
        "[::1]:1,[2001:db8::1]:1", "[::1]:1,10.0.0.1", "127.0.0.1@a:1", "[::1]a:1", "unixes:1",
        ":1", "[", "[]", ":", "::", "a:b:c", "1:2:3"
      })
  void isNotTakenInByNamesThatLookAlike(String target) {
    assertFalse(Loopback.is(target));
  }

  @Test
  void knowsThePeersOfThisMachine() throws UnknownHostException {
    assertTrue(Loopback.is(peer("127.0.0.1")));
    assertTrue(Loopback.is(peer("::1")));
    assertTrue(Loopback.is(UnixDomainSocketAddress.of("/run/bridge")));
  }

  @Test
  void knowsThePeersElsewhere() throws UnknownHostException {
    assertFalse(Loopback.is(peer("10.0.0.7")));
    assertFalse(Loopback.is(peer("0.0.0.0")));
    assertFalse(Loopback.is(peer("2001:db8::1")));
    assertFalse(Loopback.is(InetSocketAddress.createUnresolved("localhost", 1)));
    assertFalse(Loopback.is((SocketAddress) null));
    assertFalse(Loopback.is(new OtherSocketAddress()));
  }

  private static final class OtherSocketAddress extends SocketAddress {}

  private static SocketAddress peer(String address) throws UnknownHostException {
    return new InetSocketAddress(InetAddress.getByName(address), 1);
  }
}
