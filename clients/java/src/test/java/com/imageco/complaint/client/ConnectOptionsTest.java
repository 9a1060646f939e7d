package com.imageco.complaint.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ConnectOptionsTest {
  private static final byte[] GARBAGE = "no PEM".getBytes(StandardCharsets.UTF_8);

  @Test
  void leavesTheOptionsThatItStartsFrom() {
    ConnectOptions options = ConnectOptions.tls();
    options.withRetries(false).withDeadline(Duration.ofSeconds(1));
    assertTrue(options.retries());
    assertEquals(Duration.ofSeconds(30), options.deadline());
  }

  @Test
  void keepsEverySetting() {
    ConnectOptions options =
        ConnectOptions.tls()
            .withServerName("bridge")
            .withKeepalive(Duration.ofMinutes(7))
            .withDeadline(Duration.ofSeconds(1))
            .withRetries(false);
    assertEquals("bridge", options.serverName().orElseThrow());
    assertEquals(Duration.ofMinutes(7), options.keepalive());
    assertEquals(Duration.ofSeconds(1), options.deadline());
    assertFalse(options.retries());
  }

  @Test
  void pingsNoOftenerThanServersBear() {
    assertTrue(ConnectOptions.tls().keepalive().compareTo(Duration.ofMinutes(5)) > 0);
  }

  @Test
  void takesNoCertificatesWithPlaintext() {
    ConnectOptions plaintext = ConnectOptions.plaintext();
    assertThrows(IllegalStateException.class, () -> plaintext.withCa(GARBAGE));
    assertThrows(IllegalStateException.class, () -> plaintext.withCertificate(GARBAGE, GARBAGE));
    assertThrows(IllegalStateException.class, () -> plaintext.withServerName("bridge"));
  }

  @Test
  void namesAFileThatItCannotRead() {
    UncheckedIOException thrown =
        assertThrows(
            UncheckedIOException.class, () -> ConnectOptions.tls().withCa(Path.of("no", "ca.pem")));
    assertTrue(thrown.getMessage().contains("ca.pem"), thrown.getMessage());
  }

  @Test
  void refusesWhatIsNoCertificate() {
    ConnectOptions authorities = ConnectOptions.tls().withCa(GARBAGE);
    assertThrows(
        IllegalArgumentException.class, () -> ComplaintClient.connect("localhost:1", authorities));
    ConnectOptions callers = ConnectOptions.tls().withCertificate(GARBAGE, GARBAGE);
    assertThrows(
        IllegalArgumentException.class, () -> ComplaintClient.connect("localhost:1", callers));
  }

  @Test
  void takesACertificateWithItsKeyAlone() {
    ConnectOptions options = ConnectOptions.tls();
    Path none = null;
    assertThrows(
        IllegalArgumentException.class, () -> options.withCertificate(Path.of("me.pem"), none));
    assertThrows(IllegalArgumentException.class, () -> options.withCertificate(null, GARBAGE));
  }

  @Test
  void refusesATargetThatIsNone() {
    assertThrows(
        IllegalArgumentException.class,
        () -> ComplaintClient.connect("dns://[", ConnectOptions.plaintext()));
  }

  @Test
  void takesNoLengthBelowZero() {
    ConnectOptions options = ConnectOptions.tls();
    assertThrows(IllegalArgumentException.class, () -> options.withDeadline(Duration.ZERO));
    assertThrows(IllegalArgumentException.class, () -> options.withKeepalive(Duration.ofDays(-1)));
  }
}
