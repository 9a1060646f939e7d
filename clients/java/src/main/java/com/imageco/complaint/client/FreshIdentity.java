package com.imageco.complaint.client;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** Shows the certificate of a pair of files as they are at each handshake. */
final class FreshIdentity extends X509ExtendedKeyManager {
  private final Fresh<Identity> fresh;
  private int made;
  private Identity current;
  private Identity before;

  /** A certificate and its key. Its name tells it from those that the same files held before. */
  private record Identity(String name, X509Certificate[] chain, PrivateKey key) {}

  /** Throws IllegalArgumentException where the PEM holds no certificate, or no key. */
  FreshIdentity(Pem chain, Pem key) {
    this.fresh =
        new Fresh<>(
            () -> chain.looks() + " " + key.looks(),
            () -> new Identity("caller" + made++, chain.certificates(), key.privateKey()));
  }

  /** The name of what the files hold now; of it, and of the one before, a handshake may ask. */
  private synchronized String choose() {
    Identity now = fresh.now();
    if (now != current) {
      before = current;
      current = now;
    }
    return now.name;
  }

  private synchronized Identity named(String name) {
    return before != null && before.name.equals(name) ? before : current;
  }

  @Override
  public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
    return choose();
  }

  @Override
  public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
    return choose();
  }

  @Override
  public X509Certificate[] getCertificateChain(String name) {
    return named(name).chain.clone();
  }

  @Override
  public PrivateKey getPrivateKey(String name) {
    return named(name).key;
  }

  @Override
  public String[] getClientAliases(String type, Principal[] issuers) {
    return new String[] {choose()};
  }

  @Override
  public String[] getServerAliases(String type, Principal[] issuers) {
    return null;
  }

  @Override
  public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
    return null;
  }
}
