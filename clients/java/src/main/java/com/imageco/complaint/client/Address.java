package com.imageco.complaint.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gRPC target by its looks. */
final class Address {
  private static final Pattern URL = Pattern.compile("https?://.*", Pattern.CASE_INSENSITIVE);

  /** Targets of gRPC's that hold no host and port. */
  private static final Pattern OF_GRPC = Pattern.compile("(unix|unix-abstract|ipv4|ipv6|vsock):.*");

  private static final Pattern DNS = Pattern.compile("^dns:(//[^/]*/)?");
  private static final Pattern PORT = Pattern.compile("(?:[^\\[\\]:]*|\\[[^\\]]*\\]):([^:]*)");

  private Address() {}

  /**
   * What is wrong with it, in the words of every client; "": nothing. Only what is, or may be, a
   * host and a port is looked at: any other scheme than "dns" is gRPC's affair.
   */
  static String fault(String target) {
    if (target.isEmpty()) {
      return "the address is empty: give HOST:PORT";
    }
    if (URL.matcher(target).matches()) {
      return "the address \"" + target + "\" is a URL: give HOST:PORT";
    }
    String address = DNS.matcher(target).replaceFirst("");
    Matcher port = PORT.matcher(address);
    boolean ofGrpc = OF_GRPC.matcher(target).matches() || address.contains("://");
    return ofGrpc || !port.matches() || isPort(port.group(1))
        ? ""
        : "the address \"" + target + "\" has no port of 1 to 65535";
  }

  private static boolean isPort(String text) {
    return text.matches("[0-9]{1,5}")
        && Integer.parseInt(text) >= 1
        && Integer.parseInt(text) <= 65535;
  }
}
