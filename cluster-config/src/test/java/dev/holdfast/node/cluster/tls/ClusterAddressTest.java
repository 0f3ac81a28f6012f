package dev.holdfast.node.cluster.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An address that other nodes cannot use ends the start with a line that says so. */
class ClusterAddressTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "0.0.0.0 | stands for all addresses of this machine",
        ":: | stands for all addresses of this machine",
        "169.254.7.7 | is link-local",
        "fe80::1 | is link-local",
        "224.0.0.1 | is of a group",
        "no-such-host.invalid | is no address and no name that resolves",
        "'' | is empty",
      })
  void what_others_cannot_connect_to_is_refused(String host, String why) {
    assertThatThrownBy(() -> ClusterAddress.of(host))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(why)
        .hasMessageContaining("--cluster-host");
  }

  @Test
  void an_address_of_another_machine_is_refused() {
    // For documentation only, so no machine has it.
    assertThatThrownBy(() -> ClusterAddress.of("192.0.2.1").requireHere())
        .hasMessageContaining("192.0.2.1 is not one of this machine's");
  }

  @ParameterizedTest
  @ValueSource(strings = {"127.0.0.1", "127.8.8.8", "::1", "[::1]", "localhost"})
  void loopback_is_told_from_the_rest(String host) {
    ClusterAddress address = ClusterAddress.of(host);
    address.requireHere();
    assertThat(address.loopback()).isTrue();
    assertThat(ClusterAddress.of("192.0.2.1").loopback()).isFalse();
  }
}
