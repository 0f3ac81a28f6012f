package dev.holdfast.http.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.http.ProblemException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoundedJsonTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void a_value_is_read() {
    assertThat(BoundedJson.parse(bytes("{\"a\":[1,\"ä\"]}")).path("a").get(1).asText())
        .isEqualTo("ä");
  }

  @Test
  void numbers_keep_their_digits_where_they_are_to() {
    String number = "0.12345678901234567890";
    byte[] body = bytes("{\"a\":" + number + ",\"b\":100.0}");
    assertThat(BoundedJson.parseExact(body).path("a").asText()).isEqualTo(number);
    assertThat(BoundedJson.parseExact(body).path("b").asText()).isEqualTo("100.0");
    assertThat(BoundedJson.parse(body).path("a").asText()).isNotEqualTo(number);
    assertThatThrownBy(() -> BoundedJson.parseExact(bytes("1e99999999999999")))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void nesting_is_bounded_below_20_levels() {
    assertThat(BoundedJson.parse(bytes("[".repeat(19) + "]".repeat(19))).isArray()).isTrue();
    refuses(bytes("[".repeat(20) + "]".repeat(20)));
    refuses(bytes("{\"a\":".repeat(20) + "1" + "}".repeat(20)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", " ", "{", "{}{}", "{} x", "{\"a\":1,\"a\":2}", "NaN", "'a'", "{a:1}", "[1,]"})
  void what_is_not_one_strict_value_is_400(String text) {
    refuses(bytes(text));
  }

  @Test
  void bytes_that_are_not_UTF_8_are_400() {
    refuses(new byte[] {'"', (byte) 0xC3, (byte) 0x28, '"'});
    refuses(new byte[] {'"', (byte) 0xED, (byte) 0xA0, (byte) 0x80, '"'});
    refuses(new byte[] {'"', (byte) 0xC0, (byte) 0x80, '"'});
  }

  @Test
  void a_number_without_end_is_400() {
    refuses(bytes("1".repeat(65)));
  }

  private static void refuses(byte[] bytes) {
    assertThatThrownBy(() -> BoundedJson.parse(bytes))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> assertThat(refused.problem().status()).isEqualTo(400));
  }
}
