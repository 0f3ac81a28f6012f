package dev.holdfast.node.cluster.tls;

import dev.holdfast.persistence.cluster.ClusterAuthorities;
import dev.holdfast.persistence.cluster.ClusterAuthority;
import dev.holdfast.persistence.cluster.KnownAuthorities;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * A certificate that the node issues to itself, by an authority that all nodes on the database
 * share. All times are the database's, so that nodes agree on who issues.
 *
 * <p>A new authority is trusted by all nodes before the first is certified by it, and the old one
 * until its end: nodes pass from one to the other while they run.
 */
final class IssuedCredentials implements CredentialSource {
  private static final int LEFT_WHEN_REPLACED = 4;

  private record Basis(ClusterAuthority issuer, List<X509Certificate> trusted) {}

  private final ClusterAuthorities authorities;
  private final String host;
  private final Lifetimes lifetimes;
  private final CertificateIssuer issuer;
  private final UnaryOperator<Instant> time;
  private Optional<Basis> last = Optional.empty();
  private Optional<Credentials> made = Optional.empty();

  /**
   * @param host by which others reach this node
   * @param time what the database's time is taken for
   */
  IssuedCredentials(
      ClusterAuthorities authorities,
      String host,
      Lifetimes lifetimes,
      UnaryOperator<Instant> time) {
    this.authorities = authorities;
    this.host = host;
    this.lifetimes = lifetimes;
    this.issuer = new CertificateIssuer(lifetimes);
    this.time = time;
  }

  @Override
  public Credentials read() throws GeneralSecurityException, SQLException {
    // Twice: what is missing for lack of any may issue at once, what replaces one may not.
    KnownAuthorities known = authorities.knownOrAdded(this::lacksIssuer, this::atOnce);
    known = authorities.knownOrAdded(this::lacksSuccessor, this::later);
    Instant now = time.apply(known.now());
    ClusterAuthority by = issuing(known, now).orElseThrow(() -> new SQLException("no authority"));
    Basis basis = new Basis(by, trusted(known));
    if (made.isEmpty() || !last.equals(Optional.of(basis)) || isDue(made.get(), now)) {
      made = Optional.of(issuer.node(by, host, now, basis.trusted()));
      last = Optional.of(basis);
    }
    return made.get();
  }

  private ClusterAuthority atOnce(Instant now) {
    return issuer.authority(time.apply(now), now);
  }

  private ClusterAuthority later(Instant now) {
    return issuer.authority(time.apply(now), time.apply(now).plus(lifetimes.untilIssuing()));
  }

  private boolean lacksIssuer(KnownAuthorities known) {
    return issuing(known, time.apply(known.now())).isEmpty();
  }

  /** The one that issues last is at its last quarter, or an operator wants another. */
  private boolean lacksSuccessor(KnownAuthorities known) {
    Duration quarter = lifetimes.authority().dividedBy(LEFT_WHEN_REPLACED);
    Instant now = time.apply(known.now());
    return known.authorities().stream()
        .allMatch(one -> one.replaced() || now.plus(quarter).isAfter(one.endsAt()));
  }

  /** The newest one whose time to issue has come. */
  private static Optional<ClusterAuthority> issuing(KnownAuthorities known, Instant now) {
    return known.authorities().reversed().stream()
        .filter(one -> !one.issuesFrom().isAfter(now) && one.endsAt().isAfter(now))
        .findFirst();
  }

  private static List<X509Certificate> trusted(KnownAuthorities known)
      throws GeneralSecurityException {
    List<X509Certificate> all = new ArrayList<>();
    for (ClusterAuthority one : known.authorities()) {
      all.addAll(Pem.certificates(one.certificate()));
    }
    return all;
  }

  private boolean isDue(Credentials credentials, Instant now) {
    return !now.isBefore(credentials.end().minus(lifetimes.node().dividedBy(2)));
  }
}
