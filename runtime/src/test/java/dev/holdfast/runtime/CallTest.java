package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CallTest {
  private static final Text URL = Text.of("https://example.org/");

  @Test
  void a_call_says_all_that_was_given_to_it() {
    Call.Http call =
        Call.post(Text.ofSetting("API").text("/send?to=").secret("CHAT"))
            .header("Authorization", Text.of("Bearer ").secret("TOKEN"))
            .header("X-Kind", "note")
            .body("application/json", "{}")
            .deadline(Duration.ofSeconds(3))
            .retry(CallRetry.DEFAULT.once())
            .idempotencyKey("abc-1")
            .lane("out");
    assertThat(call.method()).isEqualTo("POST");
    assertThat(call.headers()).hasSize(2);
    assertThat(call.deadline()).isEqualTo(Duration.ofSeconds(3));
    assertThat(call.retry().attempts()).isEqualTo(1);
    assertThat(call.idempotencyKey()).contains("abc-1");
    assertThat(call.lane()).contains("out");
    assertThat(call.trusted()).isTrue();
    assertThat(call.bytes()).isEqualTo(53);
  }

  @Test
  void only_a_url_that_begins_with_a_setting_is_trusted() {
    assertThat(Call.get(Text.ofSetting("BASE")).trusted()).isTrue();
    assertThat(Call.get(URL).trusted()).isFalse();
    assertThat(Call.get(URL.setting("PATH")).trusted()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://example.org",
        "HTTPS://EXAMPLE.ORG:8443/a%20b?c=d&e=%C3%A4#f",
        "http://169.254.169.254/",
        "http://[2001:db8::1]:80/x",
        "https://xn--bcher-kva.example/"
      })
  void a_url_of_http_or_https_with_a_host_can_be_called(String url) {
    assertThat(Call.get(Text.of(url)).url()).isEqualTo(Text.of(url));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/relative",
        "//example.org/",
        "file:///etc/passwd",
        "ftp://example.org/",
        "gopher://example.org/",
        "jar:http://example.org!/x",
        "http:/example.org",
        "http:///path",
        "http://?q",
        "http://user@example.org/",
        "http://user:secret@example.org/",
        "http://example.org:0/",
        "http://example.org:65536/",
        "http://example.org:99999999999/",
        "http://example.org:-1/",
        "http://exa mple.org/",
        "http://example.org/a b",
        "http://example.org/\r\nHost: other",
        "http://example.org/\0",
        "http://example.org/%zz",
        "http://example.org\\@other.org/",
        "http://bücher.example/",
        "http://127.1/",
        "http://under_score.example/",
        "http://[::1/",
        "http://[fe80::1%25eth0 x]/"
      })
  void another_url_is_refused_where_the_call_is_made(String url) {
    assertThatThrownBy(() -> Call.get(Text.of(url))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void an_error_does_not_repeat_user_and_password() {
    assertThatThrownBy(() -> Call.get(Text.of("http://ada:hunter2@example.org/")))
        .hasMessageContaining("Use a header")
        .hasMessageNotContaining("hunter2");
  }

  @Test
  void no_secret_can_become_part_of_the_host() {
    assertThatThrownBy(() -> Call.get(Text.of("https://example.org").secret("T")))
        .hasMessageContaining("End the host with '/'");
    assertThatThrownBy(() -> Call.get(Text.of("https://").setting("HOST")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> Call.get(Text.ofSecret("T").text("/x")))
        .hasMessageContaining("begins with a secret");
  }

  @Test
  void a_url_has_that_many_characters_and_no_more() {
    String longest = "x".repeat(CallBounds.URL_CHARS_MAX - 20);
    assertThat(Call.get(URL.text(longest)).url().chars()).isEqualTo(CallBounds.URL_CHARS_MAX);
    assertThatThrownBy(() -> Call.get(URL.text(longest + "x"))).hasMessageContaining("limit 8192");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "get", "G T", "GET\r\n", "CONNECT", "TRACE", "GET/"})
  void a_method_that_is_none_is_refused(String method) {
    assertThatThrownBy(() -> Call.http(method, URL)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\r\nb: c", "a\nb", "a\0b", "a\u007fb", "ä"})
  void a_header_that_could_break_a_request_is_refused(String value) {
    assertThatThrownBy(() -> Call.get(URL).header("X-A", value)).hasMessageContaining("Encode it");
    assertThatThrownBy(() -> Call.get(URL).header("X-A", Text.ofSecret("T").text(value)))
        .hasMessageContaining("X-A");
    assertThatThrownBy(() -> Call.get(URL).header("X" + value, "v"))
        .hasMessageContaining("no name of a header");
    assertThatThrownBy(() -> Call.get(URL).body("text/plain" + value, "x"))
        .hasMessageContaining("content-type");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Host", "Content-Length", "Transfer-Encoding", "Connection", "Accept-Encoding"})
  void a_header_that_the_node_sets_is_refused(String name) {
    assertThatThrownBy(() -> Call.get(URL).header(name.toLowerCase(Locale.ROOT), "x"))
        .hasMessageContaining("set by the node");
  }

  @Test
  void headers_and_bodies_are_bounded() {
    String longest = "x".repeat(CallBounds.HEADER_CHARS_MAX - 3);
    assertThat(Call.get(URL).header("X-A", longest).headers()).hasSize(1);
    assertThatThrownBy(() -> Call.get(URL).header("X-A", longest + "x"))
        .hasMessageContaining("limit 8192");
    Call.Http full = Call.get(URL);
    for (int i = 0; i < CallBounds.HEADERS_MAX; i++) {
      full = full.header("X-" + i, "x");
    }
    Call.Http most = full;
    assertThatThrownBy(() -> most.header("X-More", "x")).hasMessageContaining("limit 64");
    byte[] largest = new byte[CallBounds.BODY_BYTES_MAX];
    assertThat(Call.post(URL).body("a/b", largest).bytes()).isGreaterThan(largest.length);
    assertThatThrownBy(() -> Call.post(URL).body("a/b", new byte[largest.length + 1]))
        .hasMessageContaining("limit 1048576");
  }

  @ParameterizedTest
  @CsvSource({"PT0S", "PT-1S", "PT10M0.001S", "PT1000000H"})
  void a_deadline_is_above_zero_and_at_most_ten_minutes(Duration deadline) {
    assertThatThrownBy(() -> Call.get(URL).deadline(deadline)).hasMessageContaining("deadline");
  }

  @Test
  void keys_and_lanes_are_bounded() {
    assertThatThrownBy(() -> Call.get(URL).idempotencyKey("")).hasMessageContaining("1 to 200");
    assertThatThrownBy(() -> Call.get(URL).idempotencyKey("a b")).hasMessageContaining("1 to 200");
    assertThatThrownBy(() -> Call.get(URL).idempotencyKey("x".repeat(201)))
        .hasMessageContaining("1 to 200");
    assertThatThrownBy(() -> Call.get(URL).lane(" ")).hasMessageContaining("1 to 128");
    assertThatThrownBy(() -> Call.get(URL).lane("x".repeat(129))).hasMessageContaining("1 to 128");
  }

  @Test
  void a_policy_that_cannot_be_kept_is_refused() {
    Duration second = Duration.ofSeconds(1);
    Duration day = Duration.ofDays(1);
    assertThatThrownBy(() -> new CallRetry(0, second, second, 0, day)).hasMessageContaining("1 to");
    assertThatThrownBy(() -> new CallRetry(101, second, second, 0, day))
        .hasMessageContaining("1 to");
    assertThatThrownBy(() -> new CallRetry(1, Duration.ZERO, second, 0, day))
        .hasMessageContaining("first pause");
    assertThatThrownBy(() -> new CallRetry(1, day, second, 0, day))
        .hasMessageContaining("first pause");
    assertThatThrownBy(() -> new CallRetry(1, second, day.plusMillis(1), 0, day))
        .hasMessageContaining("longest pause");
    assertThatThrownBy(() -> new CallRetry(1, second, second, 101, day))
        .hasMessageContaining("jitter");
    assertThatThrownBy(() -> new CallRetry(1, second, second, 0, Duration.ofDays(8)))
        .hasMessageContaining("giving up");
  }
}
