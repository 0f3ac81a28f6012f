package dev.holdfast.http.webhook.telegram;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;

/** Updates as Telegram's server writes them, with invented people and chats. */
final class Fixtures {
  /** Those that end up in a transcript, in the order in which Telegram sends them. */
  static final List<String> FOR_TRANSCRIPTS =
      List.of(
          "message-private-start",
          "message-private-text",
          "message-group-text",
          "message-supergroup-topic",
          "message-supergroup-general-topic",
          "command-entities",
          "callback-query",
          "edited-message");

  private Fixtures() {}

  static byte[] bytes(String name) {
    try (InputStream in = Fixtures.class.getResourceAsStream("/telegram/" + name + ".json")) {
      return Objects.requireNonNull(in, name).readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
