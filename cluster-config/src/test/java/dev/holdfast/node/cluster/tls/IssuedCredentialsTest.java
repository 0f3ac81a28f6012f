package dev.holdfast.node.cluster.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.persistence.Database;
import dev.holdfast.persistence.cluster.ClusterAuthorities;
import dev.holdfast.persistence.node.NodePostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Certificates that nodes issue to themselves by an authority in their database. */
class IssuedCredentialsTest {
  /** Half of a node's passes within what certificates are backdated. */
  private static final Lifetimes LIFETIMES =
      new Lifetimes(
          Duration.ofDays(80), Duration.ofDays(20), Duration.ofDays(12), Duration.ofMinutes(5));

  @TempDir static Path data;
  private static NodePostgres postgres;
  private static Database database;

  private final AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);

  @BeforeAll
  static void start() {
    postgres = NodePostgres.start(data);
    database = Database.open(postgres.settings());
  }

  @AfterAll
  static void stop() {
    database.close();
    postgres.close();
  }

  @BeforeEach
  void forget() throws SQLException {
    execute("DELETE FROM cluster_authorities");
  }

  @Test
  void nodes_on_one_database_talk() throws SSLException {
    try (RenewedCredentials one = open();
        RenewedCredentials two = open()) {
      assertThat(talk(one, two)).isTrue();
      assertThat(talk(two, one)).isTrue();
    }
  }

  @Test
  void a_node_renews_its_certificate_at_half_its_life() throws SSLException {
    try (RenewedCredentials one = open();
        RenewedCredentials two = open()) {
      Credentials before = one.credentials();
      passed.set(Duration.ofDays(10).minusMinutes(1));
      one.look();
      assertThat(one.credentials()).isSameAs(before);
      passed.set(Duration.ofDays(10).plusMinutes(1));
      one.look();
      assertThat(one.credentials().end()).isAfter(before.end());
      assertThat(talk(one, two)).isTrue();
      assertThat(talk(two, one)).isTrue();
    }
  }

  @Test
  void all_nodes_trust_another_authority_before_one_is_certified_by_it() throws Exception {
    try (RenewedCredentials one = open();
        RenewedCredentials two = open()) {
      String first = issuer(one);
      execute("UPDATE cluster_authorities SET replaced = true");
      one.look();
      two.look();
      assertThat(issuer(one)).isEqualTo(first);
      assertThat(two.credentials().trusted()).hasSize(2);

      passed.set(LIFETIMES.untilIssuing());
      one.look();
      assertThat(issuer(one)).isNotEqualTo(first);
      assertThat(issuer(two)).isEqualTo(first);
      assertThat(talk(one, two)).isTrue();
      assertThat(talk(two, one)).isTrue();

      two.look();
      execute("DELETE FROM cluster_authorities WHERE replaced");
      one.look();
      assertThat(talk(one, two)).as("two has not looked, and is certified anew").isTrue();
      two.look();
      assertThat(one.credentials().trusted()).hasSize(1);
      assertThat(talk(two, one)).isTrue();
    }
  }

  @Test
  void what_a_deleted_authority_certified_is_refused() throws Exception {
    try (RenewedCredentials one = open();
        RenewedCredentials two = open()) {
      execute("DELETE FROM cluster_authorities");
      one.look();
      assertThatThrownBy(() -> talk(two, one)).isInstanceOf(SSLException.class);
      two.look();
      assertThat(talk(two, one)).isTrue();
    }
  }

  @Test
  void another_authority_is_made_when_a_quarter_of_the_last_one_is_left() throws Exception {
    try (RenewedCredentials one = open()) {
      passed.set(Duration.ofDays(60).minusMinutes(1));
      one.look();
      assertThat(one.credentials().trusted()).hasSize(1);
      passed.set(Duration.ofDays(60).plusMinutes(1));
      one.look();
      assertThat(one.credentials().trusted()).hasSize(2);
    }
  }

  @Test
  void while_the_database_is_away_the_certificate_stays() throws Exception {
    try (RenewedCredentials one = open();
        Warnings warnings = new Warnings()) {
      var before = one.get();
      execute("ALTER TABLE cluster_authorities RENAME TO away");
      try {
        one.look();
      } finally {
        execute("ALTER TABLE away RENAME TO cluster_authorities");
      }
      assertThat(one.get()).isSameAs(before);
      assertThat(warnings.lines()).hasSize(1);
    }
  }

  private RenewedCredentials open() {
    return RenewedCredentials.open(
        new IssuedCredentials(
            new ClusterAuthorities(database.dataSource()),
            Certified.HOST,
            LIFETIMES,
            now -> now.plus(passed.get())),
        InstantSource.system());
  }

  private static String issuer(RenewedCredentials node) {
    return node.credentials().certificate().getIssuerX500Principal().getName();
  }

  private static boolean talk(RenewedCredentials client, RenewedCredentials server)
      throws SSLException {
    RefusedPeers refused = new RefusedPeers(System::nanoTime);
    return Handshake.talks(
        new ClusterEngines(client, refused).createClientSSLEngine(Certified.HOST, 1),
        new ClusterEngines(server, refused).createServerSSLEngine("", 0));
  }

  private static void execute(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
