package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class Utf8OrderTest {
  @Test
  void the_length_in_bytes_is_that_of_the_encoded_text() {
    for (int point = 0; point <= Character.MAX_CODE_POINT; point++) {
      if (point < Character.MIN_SURROGATE || point > Character.MAX_SURROGATE) {
        String text = "a" + Character.toString(point) + "b";
        assertThat(Utf8Order.byteLength(text))
            .isEqualTo(text.getBytes(StandardCharsets.UTF_8).length);
      }
    }
  }

  @Test
  void a_key_is_bounded_by_its_bytes() {
    int fits = Limits.KEY_BYTES_MAX / 3;
    StorageKey.of("\u20ac".repeat(fits), Long.class);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> StorageKey.of("\u20ac".repeat(fits + 1), Long.class))
        .withMessageContaining("2049 bytes");
  }
}
