package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.http.auth.Cidr;
import dev.holdfast.http.call.AddressPolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CallSettingsTest {
  private static NodeConfig read(Map<String, String> flags) {
    return NodeConfig.read(flags, Optional.empty());
  }

  @Test
  void calls_go_to_public_addresses_and_carry_the_tokens_of_services_where_nothing_is_said() {
    CallSettings calls = read(Map.of()).calls();
    assertThat(calls.policy()).isEqualTo(AddressPolicy.PUBLIC);
    assertThat(calls.secrets())
        .containsExactlyInAnyOrder(
            "TELEGRAM_BOT_TOKEN", "DISCORD_BOT_TOKEN", "ONEPASSWORD_CONNECT_TOKEN");
  }

  @Test
  void ports_networks_and_secrets_of_calls_are_lists() {
    NodeConfig config =
        read(
            Map.of(
                "call-ports", "443, 8443",
                "call-networks", "10.1.0.0/16,fd00::/8",
                "call-secrets", "MY_TOKEN",
                "work-threads", "3"));
    assertThat(config.calls().policy())
        .isEqualTo(
            new AddressPolicy(
                Set.of(443, 8_443), List.of(Cidr.parse("10.1.0.0/16"), Cidr.parse("fd00::/8"))));
    assertThat(config.calls().secrets()).containsExactly("MY_TOKEN");
    assertThat(config.workLimits().threads()).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({
    "call-ports, 0, 0",
    "call-ports, '80,65536', 65536",
    "call-ports, http, http",
    "call-networks, 10.1.0.0/33, 10.1.0.0/33",
    "call-networks, localhost, localhost",
    "call-secrets, 'A,B C', B C",
    "call-secrets, HOLDFAST_API_TOKEN, HOLDFAST_API_TOKEN",
    "call-secrets, holdfast_db_password, holdfast_db_password"
  })
  void a_list_of_calls_with_something_that_may_not_be_there_is_refused(
      String key, String value, String named) {
    assertThatThrownBy(() -> read(Map.of(key, value)))
        .isInstanceOf(NodeConfigException.class)
        .hasMessageContainingAll("holdfast." + key, named);
  }

  @Test
  void the_secrets_that_calls_may_carry_are_bounded() {
    String names =
        IntStream.rangeClosed(0, CallNames.SECRETS_MAX)
            .mapToObj(i -> "S" + i)
            .collect(Collectors.joining(","));
    assertThatThrownBy(() -> read(Map.of("call-secrets", names)))
        .isInstanceOf(NodeConfigException.class)
        .hasMessageContaining("holdfast.call-secrets has 65 names, limit 64");
  }
}
