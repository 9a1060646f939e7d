package com.imageco.complaint.client;

import io.grpc.ChannelCredentials;
import io.grpc.InsecureChannelCredentials;
import io.grpc.TlsChannelCredentials;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * How to connect. Start from {@link #tls()} or {@link #plaintext()}; every {@code with} returns
 * changed options and leaves these as they are.
 */
public final class ConnectOptions {
  // A gRPC server takes a ping every 5 minutes while a call is open, and none oftener; otherwise it
  // ends the connection with too_many_pings. The watch on its health is a call that is always open.
  private static final Duration KEEPALIVE = Duration.ofMinutes(6);
  private static final Duration DEADLINE = Duration.ofSeconds(30);

  private final boolean tls;
  private Pem ca;
  private Pem certificate;
  private Pem privateKey;
  private String serverName;
  private Token token;
  private Duration keepalive = KEEPALIVE;
  private Duration deadline = DEADLINE;
  private boolean retries = true;

  private ConnectOptions(boolean tls) {
    this.tls = tls;
  }

  private ConnectOptions(ConnectOptions other) {
    this.tls = other.tls;
    this.ca = other.ca;
    this.certificate = other.certificate;
    this.privateKey = other.privateKey;
    this.serverName = other.serverName;
    this.token = other.token;
    this.keepalive = other.keepalive;
    this.deadline = other.deadline;
    this.retries = other.retries;
  }

  /**
   * TLS, trusting what this Java trusts.
   *
   * @return the options
   */
  public static ConnectOptions tls() {
    return new ConnectOptions(true);
  }

  /**
   * No encryption: for a server on this machine, or behind a mesh that encrypts.
   *
   * @return the options
   */
  public static ConnectOptions plaintext() {
    return new ConnectOptions(false);
  }

  /**
   * Trusts these authorities and no others.
   *
   * @param pem one or more certificates in PEM
   * @return the changed options
   */
  public ConnectOptions withCa(byte[] pem) {
    return withCa(Pem.ofBytes(pem));
  }

  /**
   * Trusts these authorities and no others.
   *
   * @param pemFile one or more certificates in PEM; read now, and again for each connection where
   *     it changed: where it is not good then, what it held before counts on
   * @return the changed options
   */
  public ConnectOptions withCa(Path pemFile) {
    return withCa(Pem.ofFile(pemFile));
  }

  /**
   * Shows the server who calls (mTLS).
   *
   * @param chainPem the certificate, and what leads to its authority, in PEM
   * @param privateKeyPem its key in PEM, PKCS #8 and not encrypted
   * @return the changed options
   */
  public ConnectOptions withCertificate(byte[] chainPem, byte[] privateKeyPem) {
    bothOrNone(chainPem, privateKeyPem);
    return withCertificate(Pem.ofBytes(chainPem), Pem.ofBytes(privateKeyPem));
  }

  /**
   * Shows the server who calls (mTLS).
   *
   * <p>The files are read now, and again for each connection where they changed: where they are not
   * good then, what they held before counts on.
   *
   * @param chainPemFile the certificate, and what leads to its authority, in PEM
   * @param privateKeyPemFile its key in PEM, PKCS #8 and not encrypted
   * @return the changed options
   */
  public ConnectOptions withCertificate(Path chainPemFile, Path privateKeyPemFile) {
    bothOrNone(chainPemFile, privateKeyPemFile);
    return withCertificate(Pem.ofFile(chainPemFile), Pem.ofFile(privateKeyPemFile));
  }

  /**
   * Expects this name in the server's certificate.
   *
   * @param name a name other than the target's
   * @return the changed options
   */
  public ConnectOptions withServerName(String name) {
    ConnectOptions changed = secured();
    changed.serverName = name;
    return changed;
  }

  /**
   * Shows the server who calls, where it knows its callers by tokens. A token is sent over TLS, or
   * to this machine, alone.
   *
   * @param token white space around it does not count
   * @return the changed options
   */
  public ConnectOptions withToken(String token) {
    return with(Token.ofText(Objects.requireNonNull(token)));
  }

  /**
   * Shows the server who calls, as {@link #withToken(String)} does, by what a file holds. It is
   * read for each call, so that the next token counts as soon as it is written: the kubelet does so
   * with a service account's. A call for which there is none fails with UNAUTHENTICATED, and
   * nothing is sent.
   *
   * @param file holds the token; white space around it does not count
   * @return the changed options
   */
  public ConnectOptions withTokenFile(Path file) {
    return with(Token.ofFile(Objects.requireNonNull(file)));
  }

  /**
   * Pings a connection that has been silent for that long.
   *
   * @param interval 6 minutes unless set; less only where the server permits it
   * @return the changed options
   */
  public ConnectOptions withKeepalive(Duration interval) {
    ConnectOptions changed = new ConnectOptions(this);
    changed.keepalive = Durations.positive(interval, "keepalive");
    return changed;
  }

  /**
   * Ends calls that name no deadline of their own after that long.
   *
   * @param length 30 seconds unless set; replyUntilSettled has its own default
   * @return the changed options
   */
  public ConnectOptions withDeadline(Duration length) {
    ConnectOptions changed = new ConnectOptions(this);
    changed.deadline = Durations.positive(length, "deadline");
    return changed;
  }

  /**
   * Whether gRPC tries a call again, with the same transaction id, when it fails with UNAVAILABLE.
   *
   * @param wanted true unless set
   * @return the changed options
   */
  public ConnectOptions withRetries(boolean wanted) {
    ConnectOptions changed = new ConnectOptions(this);
    changed.retries = wanted;
    return changed;
  }

  ChannelCredentials credentials() {
    if (!tls) {
      return InsecureChannelCredentials.create();
    }
    TlsChannelCredentials.Builder credentials = TlsChannelCredentials.newBuilder();
    if (ca != null) {
      credentials.trustManager(new FreshTrust(ca));
    }
    if (certificate != null) {
      credentials.keyManager(new FreshIdentity(certificate, privateKey));
    }
    return credentials.build();
  }

  boolean isPlaintext() {
    return !tls;
  }

  Optional<Token> token() {
    return Optional.ofNullable(token);
  }

  Optional<String> serverName() {
    return Optional.ofNullable(serverName);
  }

  Duration keepalive() {
    return keepalive;
  }

  Duration deadline() {
    return deadline;
  }

  boolean retries() {
    return retries;
  }

  private ConnectOptions with(Token given) {
    if (token != null && token.isFile() != given.isFile()) {
      throw new IllegalStateException("withToken and withTokenFile exclude each other");
    }
    ConnectOptions changed = new ConnectOptions(this);
    changed.token = given;
    return changed;
  }

  private ConnectOptions withCa(Pem pem) {
    ConnectOptions changed = secured();
    changed.ca = pem;
    return changed;
  }

  private static void bothOrNone(Object certificate, Object privateKey) {
    if (certificate == null || privateKey == null) {
      throw new IllegalArgumentException(
          "a certificate and its private key come both or not at all");
    }
  }

  private ConnectOptions withCertificate(Pem chain, Pem key) {
    ConnectOptions changed = secured();
    changed.certificate = chain;
    changed.privateKey = key;
    return changed;
  }

  private ConnectOptions secured() {
    if (!tls) {
      throw new IllegalStateException("plaintext has no certificates: start from tls()");
    }
    return new ConnectOptions(this);
  }
}
