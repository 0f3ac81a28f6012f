package dev.holdfast.http.engine;

import dev.holdfast.http.EdgeSettings;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** TLS from PEM files, with the JDK alone. */
final class PemTls {
  private static final String BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String END = "-----END PRIVATE KEY-----";
  private static final char[] NO_PASSWORD = {};

  private PemTls() {}

  /** Throws {@link IllegalArgumentException} that names the file and says what is wrong with it. */
  static SSLContext context(EdgeSettings.Tls tls) {
    try {
      Certificate[] chain = chain(tls.certificate());
      PrivateKey key = key(tls.key(), chain[0].getPublicKey().getAlgorithm());
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, NO_PASSWORD);
      store.setKeyEntry("edge", key, NO_PASSWORD, chain);
      var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, NO_PASSWORD);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return context;
    } catch (GeneralSecurityException | IOException wrong) {
      throw new IllegalArgumentException(
          "TLS cannot be set up with %s and %s: %s"
              .formatted(tls.certificate(), tls.key(), wrong.getMessage()),
          wrong);
    }
  }

  private static Certificate[] chain(Path file) throws GeneralSecurityException, IOException {
    var certificates =
        CertificateFactory.getInstance("X.509")
            .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(file)));
    if (certificates.isEmpty()) {
      throw new IllegalArgumentException(
          "%s holds no certificate. It must be PEM, the node's own certificate first."
              .formatted(file));
    }
    return certificates.toArray(Certificate[]::new);
  }

  private static PrivateKey key(Path file, String algorithm)
      throws GeneralSecurityException, IOException {
    String pem = Files.readString(file, StandardCharsets.US_ASCII);
    int begin = pem.indexOf(BEGIN);
    int end = pem.indexOf(END);
    if (begin < 0 || end < begin) {
      throw new IllegalArgumentException(
          ("%s holds no unencrypted PKCS#8 key. Convert it with"
                  + " 'openssl pkcs8 -topk8 -nocrypt -in key.pem'.")
              .formatted(file));
    }
    byte[] der =
        Base64.getMimeDecoder()
            .decode(pem.substring(begin + BEGIN.length(), end).getBytes(StandardCharsets.US_ASCII));
    try {
      return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    } catch (InvalidKeySpecException other) {
      throw new IllegalArgumentException(
          "%s is not a key of the certificate's kind, %s. Give the key the certificate was made with."
              .formatted(file, algorithm),
          other);
    }
  }
}
