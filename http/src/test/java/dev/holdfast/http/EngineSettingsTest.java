package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose settings the engine follows: the edge's limits, then the user's, then our defaults. */
class EngineSettingsTest {
  private static final EdgeSettings LOOPBACK = EdgeSettings.loopback(0);

  @Test
  void what_a_user_sets_wins_over_our_defaults_and_the_rest_of_them_stays() {
    try (TestEdge edge = new TestEdge(LOOPBACK, "pekko.http.server.server-header = mine")) {
      assertThat(edge.rawGet("/health")).contains("Server: mine");
      assertThat(edge.raw("\u0001".repeat(60) + "\r\n\r\n")).contains("application/problem+json");
    }
  }

  @Test
  void limits_of_the_edge_win_over_the_engines_own_settings() {
    try (TestEdge edge = new TestEdge(LOOPBACK, "pekko.http.server.parsing.max-uri-length = 20")) {
      assertThat(edge.rawGet("/objects/counter/a-name-of-some-length")).startsWith("HTTP/1.1 200");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"remote-address-attribute", "raw-request-uri-header"})
  void an_edge_without_what_it_needs_does_not_start(String setting) {
    assertThatThrownBy(() -> new TestEdge(LOOPBACK, "pekko.http.server." + setting + " = off"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(setting)
        .hasMessageContaining("holdfast-http.conf");
  }
}
