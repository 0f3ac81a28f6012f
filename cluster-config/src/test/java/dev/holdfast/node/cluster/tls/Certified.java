package dev.holdfast.node.cluster.tls;

import dev.holdfast.persistence.cluster.ClusterAuthority;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Authorities and certificates of tests. */
final class Certified {
  static final String HOST = "127.0.0.1";
  static final CertificateIssuer ISSUER = new CertificateIssuer(Lifetimes.DEFAULTS);

  private Certified() {}

  static ClusterAuthority authority() {
    return ISSUER.authority(Instant.now(), Instant.now());
  }

  /** Of a node at {@link #HOST}, which trusts who certified it. */
  static Credentials by(ClusterAuthority authority) throws GeneralSecurityException {
    return at(Instant.now(), HOST, authority, authority);
  }

  static Credentials at(
      Instant now, String host, ClusterAuthority authority, ClusterAuthority... trusted)
      throws GeneralSecurityException {
    return ISSUER.node(authority, host, now, certificates(trusted));
  }

  static List<X509Certificate> certificates(ClusterAuthority... authorities)
      throws GeneralSecurityException {
    List<X509Certificate> all = new ArrayList<>();
    for (ClusterAuthority authority : authorities) {
      all.addAll(Pem.certificates(authority.certificate()));
    }
    return all;
  }

  /** The files that an operator would give. */
  static ClusterTlsSettings.Files files(Path folder) {
    return new ClusterTlsSettings.Files(
        folder.resolve("node.pem"), folder.resolve("node.key"), folder.resolve("ca.pem"));
  }

  static void write(Path folder, Credentials credentials)
      throws IOException, GeneralSecurityException {
    ClusterTlsSettings.Files files = files(Files.createDirectories(folder));
    write(files.certificate(), pem(credentials.chain().stream()));
    write(files.key(), Pem.of(credentials.key()));
    write(files.authorities(), pem(credentials.trusted().stream()));
  }

  private static void write(Path file, String pem) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    Files.writeString(beside, pem);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static String pem(Stream<X509Certificate> certificates) throws GeneralSecurityException {
    StringBuilder all = new StringBuilder();
    for (X509Certificate certificate : certificates.toList()) {
      all.append(Pem.of(certificate));
    }
    return all.toString();
  }
}
