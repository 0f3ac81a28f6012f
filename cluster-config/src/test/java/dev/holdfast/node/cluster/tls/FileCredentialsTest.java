package dev.holdfast.node.cluster.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.persistence.cluster.ClusterAuthority;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates of the operator's, and what becomes of files that change. */
class FileCredentialsTest {
  private final ClusterAuthority authority = Certified.authority();

  @TempDir Path folder;

  @Test
  void files_that_changed_are_used_by_the_next_connection() throws Exception {
    Certified.write(folder, Certified.by(authority));
    try (RenewedCredentials used = open()) {
      var before = used.get();
      used.look();
      assertThat(used.get()).isSameAs(before);
      Credentials next = Certified.by(authority);
      Certified.write(folder, next);
      used.look();
      assertThat(used.get()).isNotSameAs(before);
      assertThat(used.credentials().certificate()).isEqualTo(next.certificate());
    }
  }

  @Test
  void a_change_that_makes_no_sense_is_said_once_and_left_alone() throws Exception {
    Certified.write(folder, Certified.by(authority));
    try (RenewedCredentials used = open();
        Warnings warnings = new Warnings()) {
      var before = used.get();
      Files.writeString(files().key(), Pem.of(Certified.by(authority).key()));
      used.look();
      used.look();
      assertThat(used.get()).isSameAs(before);
      assertThat(warnings.lines())
          .singleElement()
          .asString()
          .contains("could not be looked after, the one in use stays until");
    }
  }

  @Test
  void a_certificate_that_nobody_replaces_is_warned_of_in_its_last_quarter() throws Exception {
    Certified.write(folder, Certified.by(authority));
    InstantSource late = () -> Instant.now().plus(Duration.ofDays(6));
    try (RenewedCredentials used = RenewedCredentials.open(new FileCredentials(files()), late);
        Warnings warnings = new Warnings()) {
      used.look();
      used.look();
      assertThat(warnings.lines())
          .singleElement()
          .asString()
          .contains("the node's cluster certificate was not renewed");
    }
  }

  @Test
  void what_cannot_be_used_ends_the_start_with_the_file_and_the_reason() throws Exception {
    assertRefused("node.pem cannot be read");
    Certified.write(folder, Certified.by(authority));
    Files.writeString(files().authorities(), "");
    assertRefused("ca.pem: there is no certificate in it");
    Certified.write(folder, Certified.by(authority));
    Files.writeString(files().key(), "nothing");
    assertRefused("node.key: there is no unencrypted private key in it");
    Files.writeString(files().key(), Pem.of(keys("RSA", 2048).getPrivate()));
    assertRefused("do not fit: the key is not that of the first certificate");
    Instant then = Instant.now().minus(Duration.ofDays(30));
    Certified.write(folder, Certified.at(then, Certified.HOST, authority, authority));
    assertRefused("the certificate ended at");
  }

  @Test
  void keys_are_read_as_openssl_writes_them() throws Exception {
    KeyPair ec = keys("EC", 256);
    byte[] sec1 =
        new org.bouncycastle.asn1.sec.ECPrivateKey(
                256, secret(ec.getPrivate()), SECObjectIdentifiers.secp256r1)
            .getEncoded();
    // `openssl ecparam -genkey` puts the curve before the key.
    String pem =
        """
        -----BEGIN EC PARAMETERS-----
        BggqhkjOPQMBBw==
        -----END EC PARAMETERS-----
        -----BEGIN EC PRIVATE KEY-----
        %s
        -----END EC PRIVATE KEY-----
        """
            .formatted(Base64.getMimeEncoder().encodeToString(sec1));
    assertThat(secret(Pem.privateKey(pem))).isEqualTo(secret(ec.getPrivate()));
    KeyPair rsa = keys("RSA", 2048);
    assertThat(Pem.privateKey(Pem.of(rsa.getPrivate()))).isEqualTo(rsa.getPrivate());
  }

  private void assertRefused(String why) {
    assertThatThrownBy(this::open)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("nodes cannot speak TLS with one another: ")
        .hasMessageContaining(why);
  }

  private RenewedCredentials open() {
    return RenewedCredentials.open(new FileCredentials(files()), InstantSource.system());
  }

  private ClusterTlsSettings.Files files() {
    return Certified.files(folder);
  }

  private static BigInteger secret(PrivateKey key) {
    return ((ECPrivateKey) key).getS();
  }

  private static KeyPair keys(String algorithm, int bits) throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
    generator.initialize(bits);
    return generator.generateKeyPair();
  }
}
