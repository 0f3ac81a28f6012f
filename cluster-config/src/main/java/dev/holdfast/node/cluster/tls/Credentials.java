package dev.holdfast.node.cluster.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * What a node proves itself by and whom it believes. {@link #toString} shows no key.
 *
 * @param chain the node's certificate first
 * @param trusted authorities; whoever has a certificate of one of them is a node
 */
record Credentials(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> trusted) {
  static final String PROTOCOL = "TLSv1.3";

  /** A connection that is resumed is not checked again; it is while this time has not passed. */
  private static final Duration RESUMED_WITHIN = Duration.ofMinutes(10);

  /** In memory only, so it guards nothing. */
  private static final char[] PASSWORD = {};

  Credentials {
    chain = List.copyOf(chain);
    trusted = List.copyOf(trusted);
  }

  /** Throws when the key is not that of the first certificate. */
  static Credentials of(List<X509Certificate> chain, PrivateKey key, List<X509Certificate> trusted)
      throws GeneralSecurityException {
    requireOneAnother(chain.getFirst(), key);
    return new Credentials(chain, key, trusted);
  }

  X509Certificate certificate() {
    return chain.getFirst();
  }

  Instant start() {
    return certificate().getNotBefore().toInstant();
  }

  Instant end() {
    return certificate().getNotAfter().toInstant();
  }

  /** A new one with each change, so that no connection resumes what was agreed before. */
  SSLContext context() throws GeneralSecurityException {
    SSLContext context = SSLContext.getInstance(PROTOCOL);
    context.init(keyManagers().getKeyManagers(), trustManagers().getTrustManagers(), null);
    int seconds = (int) RESUMED_WITHIN.toSeconds();
    context.getServerSessionContext().setSessionTimeout(seconds);
    context.getClientSessionContext().setSessionTimeout(seconds);
    return context;
  }

  private KeyManagerFactory keyManagers() throws GeneralSecurityException {
    KeyStore store = emptyStore();
    store.setKeyEntry("node", key, PASSWORD, chain.toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, PASSWORD);
    return factory;
  }

  private TrustManagerFactory trustManagers() throws GeneralSecurityException {
    KeyStore store = emptyStore();
    for (int i = 0; i < trusted.size(); i++) {
      store.setCertificateEntry("authority-" + i, trusted.get(i));
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory;
  }

  private static KeyStore emptyStore() throws GeneralSecurityException {
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      return store;
    } catch (IOException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static void requireOneAnother(X509Certificate certificate, PrivateKey key)
      throws GeneralSecurityException {
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          case "EdDSA", "Ed25519" -> "Ed25519";
          default ->
              throw new GeneralSecurityException(
                  "keys of type %s are not supported, use EC or RSA".formatted(key.getAlgorithm()));
        };
    byte[] sample = certificate.getSerialNumber().toByteArray();
    Signature signature = Signature.getInstance(algorithm);
    signature.initSign(key);
    signature.update(sample);
    byte[] signed = signature.sign();
    if (!certificate.getPublicKey().getAlgorithm().equals(key.getAlgorithm())) {
      throw new GeneralSecurityException("the key is not that of the first certificate");
    }
    signature.initVerify(certificate.getPublicKey());
    signature.update(sample);
    if (!signature.verify(signed)) {
      throw new GeneralSecurityException("the key is not that of the first certificate");
    }
  }

  @Override
  public String toString() {
    return "%s until %s, issued by %s"
        .formatted(
            certificate().getSubjectX500Principal(), end(), certificate().getIssuerX500Principal());
  }
}
