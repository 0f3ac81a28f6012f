package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.runtime.Cron.Dialect;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What libraries and Cloudflare's own parser were seen to answer. Where our rules say otherwise,
 * ours are asserted.
 */
class CronExpectationsTest {
  private static final List<String> WITH_TIMES =
      List.of("dst", "day_numbering", "dom_and_dow", "cloudflare_examples_utc");

  /** Expressions as they are recorded, with our answers to them. */
  private static final Map<String, List<String>> OVERRULED =
      Map.of(
          // Both libraries leave out a day whose 02:30 is skipped; ours is due when the gap ends.
          "30 2 * * *",
          List.of("2026-03-08T03:00-04:00", "2026-03-09T02:30-04:00"),
          "0 30 2 * * *",
          List.of("2026-03-08T03:00-04:00", "2026-03-09T02:30-04:00"),
          // Spring wants both day fields to fit, Friday the 13th; ours either, as crontab does.
          "0 0 0 13 * 5",
          List.of("2026-11-27T00:00Z", "2026-12-04T00:00Z", "2026-12-11T00:00Z"));

  private static final JsonNode EXPECTATIONS = read();

  @Test
  void every_kind_of_expectation_is_known() {
    assertThat(EXPECTATIONS.fieldNames())
        .toIterable()
        .containsExactlyInAnyOrder(
            "measured",
            "dst",
            "day_numbering",
            "dom_and_dow",
            "cloudflare_examples_utc",
            "rejected",
            "never_fires");
    assertThat(WITH_TIMES.stream().flatMap(CronExpectationsTest::entries))
        .extracting(entry -> entry.get("expression").asText())
        .containsAll(OVERRULED.keySet());
  }

  @TestFactory
  Stream<DynamicTest> expressions_are_due_when_expected() {
    return WITH_TIMES.stream().flatMap(CronExpectationsTest::entries).map(this::dueWhenExpected);
  }

  @TestFactory
  Stream<DynamicTest> what_libraries_reject_is_refused() {
    return entries("rejected")
        .map(entry ->
            DynamicTest.dynamicTest(
                name(entry),
                () ->
                    assertThatIllegalArgumentException()
                        .isThrownBy(() -> Cron.of(dialect(entry), expression(entry)))));
  }

  @TestFactory
  Stream<DynamicTest> what_never_fires_is_refused() {
    return entries("never_fires")
        .map(entry ->
            DynamicTest.dynamicTest(
                entry.get("expression").asText(),
                () ->
                    assertThatIllegalArgumentException()
                        .isThrownBy(() -> Cron.unix(entry.get("expression").asText()))
                        .withMessageContaining("never comes")));
  }

  private DynamicTest dueWhenExpected(JsonNode entry) {
    return DynamicTest.dynamicTest(
        name(entry),
        () -> {
          ZoneId zone = ZoneId.of(entry.get("zone").asText());
          Cron cron = Cron.of(dialect(entry), expression(entry)).in(zone);
          Instant time = from(entry.get("from").asText(), zone);
          for (String expected : expected(entry)) {
            time = cron.next(time);
            assertThat(time).isEqualTo(OffsetDateTime.parse(expected).toInstant());
          }
        });
  }

  private static List<String> expected(JsonNode entry) {
    List<String> recorded =
        StreamSupport.stream(entry.get("next").spliterator(), false).map(JsonNode::asText).toList();
    return OVERRULED.getOrDefault(entry.get("expression").asText(), recorded);
  }

  private static Instant from(String text, ZoneId zone) {
    return text.endsWith("Z")
        ? OffsetDateTime.parse(text).toInstant()
        : LocalDateTime.parse(text).atZone(zone).toInstant();
  }

  private static Dialect dialect(JsonNode entry) {
    String library = entry.get("library").asText();
    boolean unixNumbers = library.endsWith("UNIX") || isSpring(entry);
    return unixNumbers ? Dialect.UNIX : Dialect.CLOUDFLARE;
  }

  /** Spring's begin with a field for seconds, which is 0 in all of these. */
  private static String expression(JsonNode entry) {
    String expression = entry.get("expression").asText();
    if (!isSpring(entry)) {
      return expression;
    }
    assertThat(expression).startsWith("0 ");
    return expression.substring(2);
  }

  private static boolean isSpring(JsonNode entry) {
    return entry.get("library").asText().startsWith("spring");
  }

  private static String name(JsonNode entry) {
    return "%s: %s".formatted(entry.get("library").asText(), entry.get("expression").asText());
  }

  private static Stream<JsonNode> entries(String kind) {
    return StreamSupport.stream(EXPECTATIONS.get(kind).spliterator(), false);
  }

  private static JsonNode read() {
    try (InputStream in =
        Objects.requireNonNull(
            CronExpectationsTest.class.getResourceAsStream("/cron-expectations.json"))) {
      return new ObjectMapper().readTree(in);
    } catch (IOException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
