package com.imageco.complaint.client;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** What says who calls: a text, or a file, which is read whenever it is asked for. */
final class Token {
  /** The characters of RFC 6750, 2.1. */
  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9\\-._~+/=]+");

  static final String WHERE = "a token is sent over TLS, or to this machine, alone";

  private final String text;
  private final Path file;

  private Token(String text, Path file) {
    this.text = text;
    this.file = file;
  }

  static Token ofText(String text) {
    return new Token(text, null);
  }

  static Token ofFile(Path file) {
    return new Token(null, file);
  }

  boolean isFile() {
    return file != null;
  }

  /**
   * The token as it stands now. Throws UncheckedIOException where the file cannot be read, and
   * IllegalArgumentException where there is no token; neither tells anything of it.
   */
  String read() {
    if (file == null) {
      return tokenIn(text, "withToken:");
    }
    try {
      return tokenIn(new String(Files.readAllBytes(file), UTF_8), "withTokenFile: " + file);
    } catch (IOException e) {
      throw new UncheckedIOException("withTokenFile: cannot read " + file, e);
    }
  }

  private static String tokenIn(String text, String where) {
    String token = text.strip();
    if (!FORM.matcher(token).matches()) {
      throw new IllegalArgumentException(where + " holds no token");
    }
    return token;
  }
}
