package dev.holdfast.node.cluster.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.persistence.cluster.ClusterAuthority;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Who may talk to whom, shown by handshakes in memory. */
class ClusterEnginesTest {
  private final ClusterAuthority authority = Certified.authority();
  private final AtomicLong nanos = new AtomicLong();

  @Test
  void nodes_of_one_authority_talk_by_tls_13() throws Exception {
    SSLEngine client = client(Certified.by(authority));
    assertThat(Handshake.talks(client, server(Certified.by(authority)))).isTrue();
    assertThat(client.getSession().getProtocol()).isEqualTo("TLSv1.3");
    assertThat(client.getSession().getCipherSuite()).isEqualTo("TLS_AES_256_GCM_SHA384");
  }

  @Test
  void a_client_without_a_certificate_is_refused() throws Exception {
    assertRefused(stranger("TLSv1.3"));
  }

  @Test
  void a_client_of_an_older_protocol_is_refused() throws Exception {
    assertRefused(stranger("TLSv1.2"));
  }

  @Test
  void a_client_of_another_authority_is_refused_also_if_it_trusts_ours() throws Exception {
    assertRefused(
        client(Certified.at(Instant.now(), Certified.HOST, Certified.authority(), authority)));
  }

  @Test
  void a_server_of_another_authority_is_refused() throws Exception {
    Credentials other =
        Certified.at(Instant.now(), Certified.HOST, Certified.authority(), authority);
    SSLEngine client = client(Certified.by(authority));
    assertThatThrownBy(() -> Handshake.talks(client, server(other)))
        .isInstanceOf(SSLHandshakeException.class)
        .hasMessageContaining("unable to find valid certification path");
  }

  @Test
  void an_expired_certificate_is_refused() throws Exception {
    Instant then = Instant.now().minus(Duration.ofDays(30));
    assertRefused(client(Certified.at(then, Certified.HOST, authority, authority)));
  }

  @ParameterizedTest
  @ValueSource(ints = {-60, 60, 12 * 60})
  void a_clock_that_is_off_by_an_hour_parts_no_nodes(int minutes) throws Exception {
    Instant then = Instant.now().plus(Duration.ofMinutes(minutes));
    ClusterAuthority by = Certified.ISSUER.authority(then, then);
    Credentials off = Certified.at(then, Certified.HOST, by, by);
    assertThat(Handshake.talks(client(off), server(Certified.by(by)))).isTrue();
    assertThat(Handshake.talks(client(Certified.by(by)), server(off))).isTrue();
  }

  @Test
  void a_server_that_is_not_the_one_asked_for_is_refused() throws Exception {
    Credentials elsewhere = Certified.at(Instant.now(), "10.1.2.3", authority, authority);
    SSLEngine client = client(Certified.by(authority));
    assertThatThrownBy(() -> Handshake.talks(client, server(elsewhere)))
        .hasMessageContaining("No subject alternative names matching IP address 127.0.0.1 found");
  }

  @ParameterizedTest
  @ValueSource(strings = {"node-1", "node-1.holdfast.svc.cluster.local", "fd00::17", "[fd00::17]"})
  void a_server_is_known_by_its_name_and_by_ipv6(String host) throws Exception {
    String plain = ClusterAddress.unbracketed(host);
    Credentials named = Certified.at(Instant.now(), plain, authority, authority);
    SSLEngine client = engines(Certified.by(authority)).createClientSSLEngine(host, 1);
    assertThat(Handshake.talks(client, server(named))).isTrue();
  }

  @Test
  void a_node_certifies_nobody() throws Exception {
    Credentials node = Certified.by(authority);
    ClusterAuthority posing =
        new ClusterAuthority(
            Pem.of(node.certificate()), Pem.of(node.key()), Instant.now(), node.end(), false);
    Credentials certified = Certified.at(Instant.now(), Certified.HOST, posing, authority);
    Credentials chained =
        new Credentials(
            List.of(certified.certificate(), node.certificate()),
            certified.key(),
            certified.trusted());
    assertRefused(client(chained));
  }

  @Test
  void one_who_knocks_all_the_time_is_written_of_in_few_lines() throws Exception {
    try (Warnings warnings = new Warnings()) {
      for (int i = 0; i < 40; i++) {
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertRefused(stranger("TLSv1.3"));
      }
      assertThat(warnings.lines())
          .hasSize(4)
          .first()
          .asString()
          .contains(
              "refused 1 connection(s) to the cluster port", "Empty client certificate chain");
      assertThat(warnings.lines().getLast()).contains("refused 10 connection(s)");
    }
  }

  private final RefusedPeers refused = new RefusedPeers(nanos::get);

  /** By an alert; a client of TLS 1.3 gets it after it has finished its part. */
  private void assertRefused(SSLEngine client) throws GeneralSecurityException {
    SSLEngine server = server(Certified.by(authority));
    assertThatThrownBy(() -> Handshake.talks(client, server))
        .isInstanceOf(SSLException.class)
        .hasMessageContaining("Received fatal alert");
  }

  private SSLEngine server(Credentials credentials) throws GeneralSecurityException {
    return engines(credentials).createServerSSLEngine("0.0.0.0", 0);
  }

  private SSLEngine client(Credentials credentials) throws GeneralSecurityException {
    return engines(credentials).createClientSSLEngine(Certified.HOST, 1);
  }

  private ClusterEngines engines(Credentials credentials) throws GeneralSecurityException {
    SSLContext context = credentials.context();
    return new ClusterEngines(() -> context, refused);
  }

  /** It trusts everything it should, and has nothing to show. */
  private SSLEngine stranger(String protocol) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("authority", Certified.certificates(authority).getFirst());
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance(protocol);
    context.init(null, trust.getTrustManagers(), null);
    SSLEngine engine = context.createSSLEngine(Certified.HOST, 1);
    engine.setUseClientMode(true);
    engine.setEnabledProtocols(new String[] {protocol});
    return engine;
  }
}
