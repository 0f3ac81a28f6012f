package dev.holdfast.http.webhook.telegram;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.http.webhook.Parsed;
import dev.holdfast.http.webhook.Verdict;
import dev.holdfast.runtime.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelegramSourceTest {
  private static final String SECRET = "fixture_Secret-Token_123";
  private static final String HEADER = "X-Telegram-Bot-Api-Secret-Token";

  private final TelegramSource source = TelegramSource.withSecret(SECRET);

  @Test
  void the_right_secret_is_genuine_whatever_the_case_of_the_headers_name() {
    assertThat(verify(Headers.NONE.with(HEADER, SECRET))).isInstanceOf(Verdict.Genuine.class);
    assertThat(verify(Headers.NONE.with("x-telegram-bot-api-secret-token", SECRET)))
        .isInstanceOf(Verdict.Genuine.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "fixture_Secret-Token_12", "fixture_Secret-Token_1234", "FIXTURE", "\u0000"})
  void a_wrong_secret_is_forged(String wrong) {
    assertThat(verify(Headers.NONE.with(HEADER, wrong))).isInstanceOf(Verdict.Forged.class);
  }

  @Test
  void a_missing_secret_is_forged() {
    assertThat(verify(Headers.NONE)).isInstanceOf(Verdict.Forged.class);
    assertThat(verify(Headers.NONE.with("authorization", SECRET)))
        .isInstanceOf(Verdict.Forged.class);
  }

  @Test
  void the_right_secret_next_to_another_one_is_forged() {
    Headers twice = Headers.NONE.with(HEADER, SECRET).with(HEADER, "x");
    assertThat(verify(twice)).isInstanceOf(Verdict.Forged.class);
  }

  @Test
  void without_a_secret_of_its_own_it_is_never_open() {
    Verdict verdict =
        TelegramSource.notConfigured().verify(Headers.NONE.with(HEADER, ""), new byte[0]);
    assertThat(verdict).isInstanceOf(Verdict.NotConfigured.class);
    assertThat(((Verdict.NotConfigured) verdict).detail()).contains("TELEGRAM_WEBHOOK_SECRET");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "with space", "ü", "a.b"})
  void a_secret_that_telegram_would_not_take_is_refused_without_showing_it(String secret) {
    assertThatThrownBy(() -> TelegramSource.withSecret(secret))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("TELEGRAM_WEBHOOK_SECRET")
        .hasMessageNotContaining(secret.isEmpty() ? "\u0000" : secret);
  }

  @ParameterizedTest
  @ValueSource(strings = {"malformed-array-root", "malformed-no-update-id", "malformed-truncated"})
  void a_malformed_fixture_is_malformed(String fixture) {
    assertThat(parse(Fixtures.bytes(fixture))).isInstanceOf(Parsed.Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "7",
        "{}",
        "{'update_id':1}",
        "{\"update_id\":1}trailing",
        "{\"update_id\":null}",
        "{\"update_id\":\"1\"}",
        "{\"update_id\":1.0}",
        "{\"update_id\":0}",
        "{\"update_id\":-1}",
        "{\"update_id\":9223372036854775808}",
        "{\"update_id\":1,\"callback_query\":{\"from\":{\"id\":1}}}",
        "{\"update_id\":1,\"callback_query\":{\"id\":\"1\"}}",
      })
  void what_is_no_update_is_malformed_and_told_why(String json) {
    assertMalformedAndToldWhy(json);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"update_id\":1,\"message\":[]}",
        "{\"update_id\":1,\"message\":{}}",
        "{\"update_id\":1,\"message\":{\"message_id\":1,\"date\":1}}",
        "{\"update_id\":1,\"message\":{\"message_id\":1,\"date\":1,\"chat\":7}}",
        "{\"update_id\":1,\"message\":{\"message_id\":1,\"date\":1,\"chat\":{\"id\":\"7\"}}}",
        "{\"update_id\":1,\"message\":{\"message_id\":1,\"chat\":{\"id\":7}}}",
        "{\"update_id\":1,\"message\":{\"message_id\":1,\"date\":-1,\"chat\":{\"id\":7}}}",
        "{\"update_id\":1,\"message\":{\"message_id\":1,\"date\":\"now\",\"chat\":{\"id\":7}}}",
        "{\"update_id\":1,\"message\":{\"message_id\":1,\"date\":9223372036854775807,"
            + "\"chat\":{\"id\":7}}}",
        "{\"update_id\":1,\"message\":{\"message_id\":0,\"date\":1,\"chat\":{\"id\":7}}}",
        "{\"update_id\":1,\"message\":{\"message_id\":1,\"date\":1,\"chat\":{\"id\":7},"
            + "\"text\":[\"x\"]}}",
        "{\"update_id\":1,\"message\":{\"message_id\":1,\"date\":1,\"chat\":{\"id\":7},"
            + "\"is_topic_message\":\"yes\"}}",
        "{\"update_id\":1,\"message\":{\"message_id\":1,\"date\":1,\"chat\":{\"id\":7},"
            + "\"migrate_to_chat_id\":7}}",
        "{\"update_id\":1,\"message\":{\"message_id\":1,\"date\":1,\"chat\":{\"id\":7}},"
            + "\"channel_post\":{\"message_id\":1,\"date\":1,\"chat\":{\"id\":7}}}",
      })
  void a_message_that_makes_no_sense_is_malformed_and_told_why(String json) {
    assertMalformedAndToldWhy(json);
  }

  private void assertMalformedAndToldWhy(String json) {
    Parsed parsed = parse(json.getBytes(UTF_8));
    assertThat(parsed).isInstanceOf(Parsed.Malformed.class);
    assertThat(((Parsed.Malformed) parsed).detail()).endsWith(".");
  }

  @Test
  void bytes_that_are_not_utf_8_are_malformed() {
    byte[] latin = "{\"update_id\":1,\"message\":\"\u00fc\"}".getBytes(ISO_8859_1);
    assertThat(parse(latin)).isInstanceOf(Parsed.Malformed.class);
    assertThat(parse(new byte[] {(byte) 0xff, (byte) 0xfe, 0}))
        .isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void nesting_without_end_is_malformed() {
    String deep = "{\"update_id\":1,\"x\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}";
    assertThat(parse(deep.getBytes(UTF_8))).isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void a_text_past_the_bound_is_malformed() {
    assertThat(parse(message("x".repeat(65_536)))).isInstanceOf(Parsed.Deliver.class);
    assertThat(parse(message("x".repeat(65_537)))).isInstanceOf(Parsed.Malformed.class);
  }

  @Test
  void half_a_surrogate_pair_is_malformed() {
    assertThat(parse(message("\\ud83d\\udd25"))).isInstanceOf(Parsed.Deliver.class);
    assertThat(parse(message("\\ud83d"))).isInstanceOf(Parsed.Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"my-chat-member-added", "unknown-update-type", "callback-query-inline-message"})
  void a_fixture_of_a_kind_that_no_transcript_keeps_is_acknowledged(String fixture) {
    assertThat(parse(Fixtures.bytes(fixture))).isInstanceOf(Parsed.Ignored.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "business_connection",
        "business_message",
        "edited_business_message",
        "deleted_business_messages",
        "guest_message",
        "message_reaction",
        "message_reaction_count",
        "inline_query",
        "chosen_inline_result",
        "shipping_query",
        "pre_checkout_query",
        "purchased_paid_media",
        "poll",
        "poll_answer",
        "my_chat_member",
        "chat_member",
        "chat_join_request",
        "chat_boost",
        "removed_chat_boost",
        "managed_bot",
        "a_kind_of_next_year",
      })
  void every_other_kind_is_acknowledged_whatever_it_holds(String kind) {
    String json = "{\"update_id\":1,\"%s\":{\"id\":[{}]}}".formatted(kind);
    assertThat(parse(json.getBytes(UTF_8))).isInstanceOf(Parsed.Ignored.class);
  }

  @Test
  void an_update_of_no_kind_is_acknowledged() {
    assertThat(parse("{\"update_id\":1}".getBytes(UTF_8))).isInstanceOf(Parsed.Ignored.class);
  }

  @Test
  void a_repeat_is_known_by_the_update_id() {
    for (String fixture : Fixtures.FOR_TRANSCRIPTS) {
      Parsed parsed = parse(Fixtures.bytes(fixture));
      assertThat(parsed).as(fixture).isInstanceOf(Parsed.Deliver.class);
      assertThat(((Parsed.Deliver) parsed).deliveries())
          .as(fixture)
          .singleElement()
          .satisfies(one -> assertThat(one.id()).matches("8700001\\d\\d"));
    }
  }

  private static byte[] message(String text) {
    return ("{\"update_id\":1,\"message\":{\"message_id\":1,\"date\":1,\"chat\":{\"id\":7},"
            + "\"text\":\"%s\"}}")
        .formatted(text)
        .getBytes(UTF_8);
  }

  private Verdict verify(Headers headers) {
    return source.verify(headers, new byte[0]);
  }

  private Parsed parse(byte[] body) {
    return source.parse(Headers.NONE, body);
  }
}
