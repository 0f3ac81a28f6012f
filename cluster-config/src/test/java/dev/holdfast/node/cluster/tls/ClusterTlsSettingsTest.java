package dev.holdfast.node.cluster.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import dev.holdfast.node.cluster.tls.ClusterTlsSettings.Mode;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;

/** When nodes speak TLS, and that there is no plain text beyond this machine. */
class ClusterTlsSettingsTest {
  private static final Config DEFAULTS = ConfigFactory.load("holdfast-node");

  @TempDir Path folder;

  @Test
  void on_loopback_nodes_speak_plain_text() {
    assertThat(transport(settings(Map.of()), "127.0.0.1")).isEqualTo("tcp");
    assertThat(transport(settings(Map.of("cluster-tls", "off")), "127.0.0.1")).isEqualTo("tcp");
  }

  @Test
  void certificates_of_the_operator_are_used_wherever_they_are_given() throws Exception {
    Certified.write(folder, Certified.by(Certified.authority()));
    assertThat(transport(files(Mode.AUTO), "127.0.0.1")).isEqualTo("tls-tcp");
  }

  @Test
  void beyond_loopback_nodes_speak_tls_unless_told_otherwise() throws Exception {
    String host = addressBeyondLoopback();
    Certified.write(folder, Certified.by(Certified.authority()));
    assertThat(transport(files(Mode.AUTO), host)).isEqualTo("tls-tcp");
    // Where it listens counts, too.
    assertThat(transport(files(Mode.AUTO), "127.0.0.1", host)).isEqualTo("tls-tcp");
  }

  @Test
  void plain_text_beyond_loopback_is_refused() throws Exception {
    ClusterTlsSettings off = settings(Map.of("cluster-tls", "off"));
    assertRefused(off, addressBeyondLoopback(), "");
    assertRefused(off, "127.0.0.1", "0.0.0.0");
    assertRefused(off, "127.0.0.1", "::");
  }

  @Test
  void settings_that_contradict_one_another_are_refused() {
    assertThatThrownBy(() -> settings(Map.of("cluster-tls", "maybe")))
        .hasMessage("holdfast.cluster-tls is 'maybe'. Use auto, on or off.");
    assertThatThrownBy(() -> settings(Map.of("cluster-tls-cert", "a.pem")))
        .hasMessageContaining("go together");
    Map<String, String> both =
        Map.of(
            "cluster-tls", "off",
            "cluster-tls-cert", "a.pem",
            "cluster-tls-key", "a.key",
            "cluster-tls-ca", "ca.pem");
    assertThatThrownBy(() -> settings(both)).hasMessageContaining("Leave out one of the two");
  }

  private static void assertRefused(ClusterTlsSettings settings, String host, String bind) {
    assertThatThrownBy(() -> transport(settings, host, bind))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is reachable from other machines, and cluster-tls is off");
  }

  private ClusterTlsSettings files(Mode mode) {
    return new ClusterTlsSettings(mode, Optional.of(Certified.files(folder)));
  }

  private static ClusterTlsSettings settings(Map<String, String> keys) {
    Config defaults = DEFAULTS.getConfig("holdfast");
    return ClusterTlsSettings.of(ConfigFactory.parseMap(keys).withFallback(defaults));
  }

  private static String transport(ClusterTlsSettings settings, String host) {
    return transport(settings, host, "");
  }

  private static String transport(ClusterTlsSettings settings, String host, String bind) {
    Config system =
        ConfigFactory.parseMap(Map.of("pekko.remote.artery.bind.hostname", bind))
            .withFallback(DEFAULTS);
    try (ClusterTls tls = ClusterTls.start(settings, system, host, new PGSimpleDataSource())) {
      return tls.system().getString("pekko.remote.artery.transport");
    }
  }

  private static String addressBeyondLoopback() throws SocketException {
    Optional<String> found =
        NetworkInterface.networkInterfaces()
            .flatMap(NetworkInterface::inetAddresses)
            .filter(address -> !address.isLoopbackAddress() && !address.isLinkLocalAddress())
            .map(address -> address.getHostAddress())
            .findFirst();
    Assumptions.assumeTrue(found.isPresent(), "this machine has no network");
    return found.get();
  }
}
