package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EdgeSettingsTest {
  private static final String TOKEN = "0123456789abcdef";

  private static EdgeSettings settings(String host, List<String> tokens, List<String> origins) {
    return new EdgeSettings(
        host,
        0,
        tokens,
        origins,
        List.of(),
        List.of(),
        Optional.empty(),
        false,
        EdgeSettings.loopback(0).askDeadline(),
        EdgeLimits.DEFAULTS);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.0.0.0", "::", "192.168.1.5", "node.example"})
  void a_host_that_others_reach_is_refused_without_a_token(String host) {
    assertThatThrownBy(() -> settings(host, List.of(), List.of()))
        .hasMessageContaining("HOLDFAST_API_TOKEN");
    assertThatCode(() -> settings(host, List.of(TOKEN), List.of())).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "127.0.0.1", "127.1.2.3", "::1"})
  void loopback_needs_no_token(String host) {
    assertThatCode(() -> settings(host, List.of(), List.of())).doesNotThrowAnyException();
  }

  @Test
  void a_short_token_is_refused_and_never_shown() {
    assertThatThrownBy(() -> settings("::1", List.of("hunter2"), List.of()))
        .hasMessageContaining("16")
        .hasMessageNotContaining("hunter2");
    assertThat(settings("::1", List.of(TOKEN), List.of()).toString()).doesNotContain(TOKEN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "example.com",
        "https://example.com/",
        "https://a/b",
        "null",
        "*",
        "https://*.example.com",
        "https://",
        "https://a b",
        "https://ada@example.com",
        "https://example.com:",
        "https://example.com:0",
        "https://example.com:65536",
        "https://example.com:443",
        "http://example.com:80",
        "https://a,https://b"
      })
  void an_origin_that_is_none_is_refused(String origin) {
    assertThatThrownBy(() -> settings("::1", List.of(), List.of(origin)))
        .hasMessageContaining("origin");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://example.com",
        "HTTPS://Example.com:8443",
        "http://localhost:5173",
        "http://127.0.0.1:8043",
        "http://[::1]:3000",
        "capacitor://localhost"
      })
  void an_origin_as_browsers_write_it_is_taken(String origin) {
    assertThatCode(() -> settings("::1", List.of(), List.of(origin))).doesNotThrowAnyException();
  }
}
