package dev.holdfast.actors.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.runtime.ObjectId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatNameTest {
  @Test
  void a_name_converts_both_ways() {
    var name = new ChatName("telegram", "-1001987654321.2988");
    assertThat(name.id()).isEqualTo(new ObjectId("chat", "telegram/-1001987654321.2988"));
    assertThat(ChatName.parse(name.toString())).isEqualTo(name);
  }

  @Test
  void a_slash_in_the_chat_stays_in_the_chat() {
    assertThat(ChatName.parse("web/a/b")).isEqualTo(new ChatName("web", "a/b"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "web", "web/", "/x", "Web/x", "9web/x", "we b/x", "web/a\u0000b"})
  void what_names_no_chat_is_refused_with_a_reason(String text) {
    assertThatThrownBy(() -> ChatName.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching("(?s).+\\. \\w.+|.+ has no slash\\.");
  }

  @Test
  void the_whole_name_is_bounded() {
    assertThat(new ChatName("web", "x".repeat(508)).id().name()).hasSize(512);
    assertThatThrownBy(() -> new ChatName("web", "x".repeat(509)))
        .hasMessageContaining("513 bytes");
  }
}
