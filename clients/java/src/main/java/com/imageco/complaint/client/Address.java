package com.imageco.complaint.client;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gRPC target by its looks. */
final class Address {
  private static final Pattern URL = Pattern.compile("https?://", Pattern.CASE_INSENSITIVE);

  /** Targets of gRPC's that hold no host and port. */
  private static final Pattern OF_GRPC = Pattern.compile("(unix|unix-abstract|ipv4|ipv6|vsock):");

  private static final Pattern DNS = Pattern.compile("^dns:(//[^/]*/)?");
  private static final Pattern PORT = Pattern.compile("([^\\[\\]:]*|\\[[^\\]]*\\]):([^:]*)");
  private static final Pattern BLANK = Pattern.compile("[ \\t\\r\\n]");

  private Address() {}

  /**
   * What is wrong with it, in the words of every client; "": nothing. Only what is, or may be, a
   * host and a port is looked at: any other scheme than "dns" is gRPC's affair.
   */
  static String fault(String target) {
    if (target.isEmpty()) {
      return "the address is empty: give HOST:PORT";
    }
    String fault = faultIn(target);
    return fault.isEmpty() ? "" : "the address \"" + target + "\" " + fault;
  }

  private static String faultIn(String target) {
    if (URL.matcher(target).lookingAt()) {
      return "is a URL: give HOST:PORT";
    }
    String address = DNS.matcher(target).replaceFirst("");
    if (OF_GRPC.matcher(target).lookingAt() || address.contains("://")) {
      return "";
    }
    if (BLANK.matcher(address).find()) {
      return "holds a blank: give HOST:PORT";
    }
    if (address.contains(",")) {
      return "is a list: give HOST:PORT";
    }
    Matcher port = PORT.matcher(address);
    boolean hasPort = port.matches();
    if (hasPort && !isPort(port.group(2))) {
      return "has no port of 1 to 65535";
    }
    boolean noHost = hasPort ? port.group(1).isEmpty() : address.isEmpty();
    return noHost ? "has no host: give HOST:PORT" : "";
  }

  private static boolean isPort(String text) {
    return text.matches("[0-9]{1,5}")
        && Integer.parseInt(text) >= 1
        && Integer.parseInt(text) <= 65535;
  }
}
