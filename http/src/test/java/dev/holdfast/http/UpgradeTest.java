package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Upgrades that are none (RFC 6455, 4.2.1): no object is asked, and the connection goes on. */
class UpgradeTest {
  private static final String KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
  private static final String VERSION = "Sec-WebSocket-Version: 13";
  private static final String UPGRADE = "Upgrade: websocket";
  private static final String CONNECTION = "Connection: close, Upgrade";

  private static TestEdge edge;

  @BeforeAll
  static void start() {
    edge = TestEdge.open();
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  private static String refused(String... lines) {
    int before = edge.objects.delivered.size();
    String answer = edge.rawLines(lines);
    assertThat(edge.objects.delivered).hasSize(before);
    return answer;
  }

  private static String get(String... headers) {
    String[] lines = new String[headers.length + 4];
    lines[0] = "GET /objects/room/x HTTP/1.1";
    lines[1] = "Host: localhost";
    System.arraycopy(headers, 0, lines, 2, headers.length);
    lines[lines.length - 2] = "";
    lines[lines.length - 1] = "";
    return refused(lines);
  }

  @ParameterizedTest
  @ValueSource(strings = {"12", "8", "", "13, 8", "x"})
  void another_version_is_426_and_told_which(String version) {
    assertThat(get(UPGRADE, CONNECTION, KEY, "Sec-WebSocket-Version: " + version))
        .startsWith("HTTP/1.1 426 Upgrade Required")
        .contains("sec-websocket-version: 13", "upgrade: websocket");
  }

  @Test
  void no_version_is_426() {
    assertThat(get(UPGRADE, CONNECTION, KEY)).startsWith("HTTP/1.1 426");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "short", "dGhlIHNhbXBsZSBub25jZQ", "dGhlIHNhbXBsZSBub25j", "*==="})
  void a_key_that_is_not_16_bytes_in_base_64_is_400(String key) {
    assertThat(get(UPGRADE, CONNECTION, VERSION, "Sec-WebSocket-Key: " + key))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void two_keys_are_400() {
    assertThat(get(UPGRADE, CONNECTION, VERSION, KEY, KEY)).startsWith("HTTP/1.1 400");
  }

  @Test
  void an_upgrade_that_Connection_does_not_name_is_426() {
    assertThat(get(UPGRADE, "Connection: close", VERSION, KEY)).startsWith("HTTP/1.1 426");
  }

  @Test
  void HTTP_1_0_is_400() {
    assertThat(
            refused(
                "GET /objects/room/x HTTP/1.0",
                "Host: localhost",
                UPGRADE,
                CONNECTION,
                VERSION,
                KEY,
                "",
                ""))
        .startsWith("HTTP/1.1 400");
  }

  @Test
  void a_body_is_400() {
    assertThat(
            refused(
                "GET /objects/room/x HTTP/1.1",
                "Host: localhost",
                UPGRADE,
                CONNECTION,
                VERSION,
                KEY,
                "Content-Length: 1",
                "",
                "x"))
        .startsWith("HTTP/1.1 400");
  }
}
