package com.imageco.complaint.client;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/** Shows the certificate of a pair of files as they are at each handshake. */
final class FreshIdentity extends X509ExtendedKeyManager {
  private static final Map<String, String> SIGNATURES =
      Map.of("RSA", "SHA256withRSA", "EC", "SHA256withECDSA", "EdDSA", "EdDSA");

  private final Fresh<Identity> fresh;
  private int made;
  private Identity current;
  private Identity before;

  /** A certificate and its key. Its name tells it from those that the same files held before. */
  private record Identity(String name, X509Certificate[] chain, PrivateKey key) {}

  /** Throws IllegalArgumentException where the PEM holds no certificate, no key, or one that does not fit. */
  FreshIdentity(Pem chain, Pem key) {
    this.fresh =
        new Fresh<>(
            () -> chain.looks() + " " + key.looks(),
            () -> new Identity("caller" + made++, chain.certificates(), keyFor(chain, key)));
  }

  /** Throws IllegalArgumentException where it does not fit the certificate. */
  private static PrivateKey keyFor(Pem chain, Pem key) {
    PublicKey certified = chain.certificates()[0].getPublicKey();
    PrivateKey found = key.privateKey();
    if (!found.getAlgorithm().equals(certified.getAlgorithm()) || !signs(found, certified)) {
      throw new IllegalArgumentException("the private key does not fit the certificate");
    }
    return found;
  }

  /** Whether what the one signs is the other's; true where this Java cannot tell. */
  private static boolean signs(PrivateKey key, PublicKey certified) {
    String algorithm = SIGNATURES.get(key.getAlgorithm());
    if (algorithm == null) {
      return true;
    }
    try {
      Signature signature = Signature.getInstance(algorithm);
      signature.initSign(key);
      byte[] signed = signature.sign();
      signature.initVerify(certified);
      return signature.verify(signed);
    } catch (SignatureException e) {
      return false;
    } catch (GeneralSecurityException e) {
      return true;
    }
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
