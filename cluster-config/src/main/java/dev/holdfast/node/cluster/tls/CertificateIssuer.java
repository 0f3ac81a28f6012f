package dev.holdfast.node.cluster.tls;

import dev.holdfast.persistence.cluster.ClusterAuthority;
import java.math.BigInteger;
import java.net.InetAddress;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Makes authorities and what they certify: ECDSA on P-256 throughout.
 *
 * <p>Thread rule: any thread.
 */
final class CertificateIssuer {
  private static final String AUTHORITY = "Holdfast cluster authority";
  private static final String NODE = "Holdfast node";
  private static final int SERIAL_BITS = 128;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final Lifetimes lifetimes;

  CertificateIssuer(Lifetimes lifetimes) {
    this.lifetimes = lifetimes;
  }

  /** One that signs nodes and no further authorities. */
  ClusterAuthority authority(Instant now, Instant issuesFrom) {
    try {
      KeyPair keys = keys();
      BigInteger serial = serial();
      X500Principal name = name(AUTHORITY + " " + serial.toString(Character.MAX_RADIX));
      Instant end = now.plus(lifetimes.authority());
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              name, serial, start(now), Date.from(end), name, keys.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(0));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
      X509Certificate certificate = signed(builder, keys.getPrivate());
      return new ClusterAuthority(
          Pem.of(certificate), Pem.of(keys.getPrivate()), issuesFrom, end, false);
    } catch (GeneralSecurityException | CertIOException e) {
      throw new IllegalStateException("a cluster authority could not be made", e);
    }
  }

  /**
   * What a node proves itself by. It says no more than the host: a server shows its certificate to
   * whoever connects.
   *
   * @param host by which others reach it: an address or a name
   * @param trusted the authorities that it trusts
   */
  Credentials node(ClusterAuthority by, String host, Instant now, List<X509Certificate> trusted)
      throws GeneralSecurityException {
    try {
      X509Certificate issuer = Pem.certificates(by.certificate()).getFirst();
      KeyPair keys = keys();
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
              issuer.getSubjectX500Principal(),
              serial(),
              start(now),
              Date.from(earlier(now.plus(lifetimes.node()), by.endsAt())),
              name(NODE),
              keys.getPublic());
      builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(false));
      builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
      builder.addExtension(Extension.extendedKeyUsage, true, bothSides());
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(san(host)));
      X509Certificate certificate = signed(builder, Pem.privateKey(by.privateKey()));
      return Credentials.of(List.of(certificate), keys.getPrivate(), trusted);
    } catch (CertIOException e) {
      throw new GeneralSecurityException("the node's certificate could not be made", e);
    }
  }

  /** Each node connects to each other, so it is client as well as server. */
  private static ExtendedKeyUsage bothSides() {
    return new ExtendedKeyUsage(
        new KeyPurposeId[] {KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth});
  }

  private Date start(Instant now) {
    return Date.from(now.minus(lifetimes.backdated()));
  }

  private static Instant earlier(Instant one, Instant other) {
    return one.isBefore(other) ? one : other;
  }

  private static GeneralName san(String host) {
    try {
      String literal = InetAddress.ofLiteral(host).getHostAddress();
      return new GeneralName(GeneralName.iPAddress, literal);
    } catch (IllegalArgumentException _) {
      return new GeneralName(GeneralName.dNSName, host);
    }
  }

  private static X509Certificate signed(X509v3CertificateBuilder builder, PrivateKey key)
      throws GeneralSecurityException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(key)));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException("the key cannot sign", e);
    }
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"), RANDOM);
    return generator.generateKeyPair();
  }

  private static BigInteger serial() {
    return new BigInteger(SERIAL_BITS, RANDOM).add(BigInteger.ONE);
  }

  private static X500Principal name(String common) {
    return new X500Principal("CN=" + common);
  }
}
