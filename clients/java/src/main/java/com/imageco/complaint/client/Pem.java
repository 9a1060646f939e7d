package com.imageco.complaint.client;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Certificates or a private key in PEM: bytes, or a file, read whenever it is asked for. */
final class Pem {
  private static final Pattern KEY =
      Pattern.compile("-----BEGIN PRIVATE KEY-----([^-]*)-----END PRIVATE KEY-----");
  private static final List<String> ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private final byte[] bytes;
  private final Path file;

  private Pem(byte[] bytes, Path file) {
    this.bytes = bytes;
    this.file = file;
  }

  static Pem ofBytes(byte[] bytes) {
    return new Pem(bytes.clone(), null);
  }

  static Pem ofFile(Path file) {
    Pem pem = new Pem(null, file);
    pem.read();
    return pem;
  }

  /** Changes where the file does. */
  String looks() {
    if (file == null) {
      return "";
    }
    try {
      var found = Files.readAttributes(file, BasicFileAttributes.class);
      return found.fileKey() + " " + found.size() + " " + found.lastModifiedTime();
    } catch (IOException e) {
      return "none";
    }
  }

  /** Throws IllegalArgumentException where there is none. */
  X509Certificate[] certificates() {
    try {
      var found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(read()));
      if (!found.isEmpty()) {
        return found.toArray(X509Certificate[]::new);
      }
    } catch (CertificateException e) {
      throw new IllegalArgumentException(where() + " holds no certificate in PEM", e);
    }
    throw new IllegalArgumentException(where() + " holds no certificate in PEM");
  }

  /** Throws IllegalArgumentException where there is none; it tells nothing of it. */
  PrivateKey privateKey() {
    Matcher found = KEY.matcher(new String(read(), StandardCharsets.US_ASCII));
    if (found.find()) {
      byte[] der = Base64.getMimeDecoder().decode(found.group(1));
      for (String algorithm : ALGORITHMS) {
        try {
          return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
        } catch (GeneralSecurityException e) {
          // Of another algorithm.
        }
      }
    }
    throw new IllegalArgumentException(where() + " holds no private key in PEM, PKCS #8");
  }

  private byte[] read() {
    if (file == null) {
      return bytes;
    }
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + file, e);
    }
  }

  private String where() {
    return file == null ? "what was given" : file.toString();
  }
}
