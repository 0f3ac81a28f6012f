package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextTest {
  private static final Text SEND =
      Text.ofSetting("TELEGRAM_API_URL")
          .text("/bot")
          .secret("TELEGRAM_BOT_TOKEN")
          .text("/sendMessage");

  @Test
  void its_parts_are_what_it_was_made_of() {
    assertThat(SEND.parts())
        .containsExactly(
            new Text.Part.Setting("TELEGRAM_API_URL"),
            new Text.Part.Literal("/bot"),
            new Text.Part.Secret("TELEGRAM_BOT_TOKEN"),
            new Text.Part.Literal("/sendMessage"));
    assertThat(SEND.hasSecret()).isTrue();
  }

  @Test
  void it_is_shown_with_the_names_of_secrets() {
    assertThat(SEND)
        .hasToString("[setting TELEGRAM_API_URL]/bot[secret TELEGRAM_BOT_TOKEN]/sendMessage");
  }

  @Test
  void a_text_that_looks_like_a_secret_names_none() {
    Text fromOutside = Text.of(SEND.toString()).text("${TOKEN}").text("[secret TOKEN]");
    assertThat(fromOutside.hasSecret()).isFalse();
    assertThat(fromOutside.parts()).hasSize(1);
  }

  @Test
  void texts_in_a_row_are_one_and_empty_ones_none() {
    assertThat(Text.of("a").text("").text("b")).isEqualTo(Text.of("ab"));
    assertThat(Text.of("").parts()).isEmpty();
    assertThat(Text.of("").secret("T")).isEqualTo(Text.ofSecret("T"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a b", "a\nb", "../etc/passwd", "a/b", "-a", ".a", "ä"})
  void a_secret_or_setting_has_a_plain_name(String name) {
    assertThatThrownBy(() -> Text.of("x").secret(name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("cannot name a secret");
    assertThatThrownBy(() -> Text.ofSetting(name)).hasMessageContaining("cannot name a setting");
  }

  @Test
  void a_name_may_be_that_long_and_no_longer() {
    String longest = "x".repeat(CallBounds.NAME_CHARS_MAX);
    assertThat(Text.ofSecret(longest).chars()).isEqualTo(CallBounds.NAME_CHARS_MAX);
    assertThatThrownBy(() -> Text.ofSecret(longest + "x")).hasMessageContaining("1 to 128");
  }

  @Test
  void a_text_has_that_many_parts_and_no_more() {
    List<Text.Part> most =
        Collections.nCopies(CallBounds.TEXT_PARTS_MAX, new Text.Part.Secret("T"));
    assertThatThrownBy(() -> new Text(most).secret("T")).hasMessageContaining("limit 64");
  }
}
