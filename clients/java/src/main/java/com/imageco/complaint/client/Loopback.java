package com.imageco.complaint.client;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is this machine alone. No name is looked up. */
final class Loopback {
  private static final List<String> UNIX = List.of("unix:", "unix-abstract:");
  private static final List<String> SCHEMES = List.of("dns:///", "dns:");

  /** "HOST:PORT" or "[HOST]:PORT"; anything else is a host alone. */
  private static final Pattern WITH_PORT =
      Pattern.compile("\\[(.*)](?::[0-9]*)?|([^:]*):[0-9]*", Pattern.DOTALL);

  private static final String BYTE = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  private static final Pattern V4 = Pattern.compile("127(?:\\." + BYTE + "){3}");
  private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

  private Loopback() {}

  /** Whether a gRPC target is 127.0.0.0/8, ::1, localhost, or a Unix socket. */
  static boolean is(String target) {
    if (UNIX.stream().anyMatch(target::startsWith)) {
      return true;
    }
    String scheme = SCHEMES.stream().filter(target::startsWith).findFirst().orElse("");
    String host = host(target.substring(scheme.length()));
    return host.equals("localhost") || V4.matcher(host).matches() || isV6(host);
  }

  /** Whether a peer is on this machine. null: nobody knows. */
  static boolean is(SocketAddress peer) {
    if (peer instanceof InetSocketAddress internet) {
      return !internet.isUnresolved() && internet.getAddress().isLoopbackAddress();
    }
    // Java's class, or Netty's, which may be shaded.
    return peer != null && peer.getClass().getSimpleName().endsWith("DomainSocketAddress");
  }

  private static String host(String address) {
    Matcher found = WITH_PORT.matcher(address);
    if (!found.matches()) {
      return address;
    }
    return found.group(1) == null ? found.group(2) : found.group(1);
  }

  private static boolean isV6(String host) {
    if (!V6.matcher(host).matches()) {
      return false;
    }
    try {
      return InetAddress.getByName("[" + host + "]").isLoopbackAddress(); // in brackets: no lookup
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
