package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.holdfast.runtime.Cron.Dialect;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every form that is refused, with what is said. */
class CronRefusalTest {
  private static final String IN_BOTH =
      """
      60 * * * *      | minute, character 1: minute 60 is out of range. Use 0 to 59.
      0 24 * * *      | hour, character 3: hour 24 is out of range. Use 0 to 23.
      0 0-24 * * *    | hour, character 5: hour 24 is out of range. Use 0 to 23.
      0 0 0 * *       | day of month, character 5: day of month 0 is out of range. Use 1 to 31.
      0 0 32 * *      | day of month, character 5: day of month 32 is out of range. Use 1 to 31.
      0 0 * 0 *       | month, character 7: month 0 is out of range. Use 1 to 12.
      0 0 * 13 *      | month, character 7: month 13 is out of range. Use 1 to 12.
      0 0 * * 8       | weekday, character 9: weekday 8 is out of range.
      */0 * * * *     | minute, character 3: step 0 is out of range. Use 1 to 59.
      0/60 * * * *    | minute, character 3: step 60 is out of range. Use 1 to 59.
      0 */24 * * *    | hour, character 5: step 24 is out of range. Use 1 to 23.
      0 0 */31 * *    | day of month, character 7: step 31 is out of range. Use 1 to 30.
      0 0 * */12 *    | month, character 9: step 12 is out of range. Use 1 to 11.
      9999999999999999999999 * * * * | character 1: minute 99999999999999999999... is out of range.
      *,5 * * * *     | minute, character 2: ',' is not expected. A * stands alone or begins a step, as in */5.
      5,* * * * *     | minute, character 4: the field ends too early. A * stands alone or begins a step
      *-30/5 * * * *  | minute, character 2: '-' is not expected. A * stands alone
      ** * * * *      | minute, character 2: '*' is not expected. A * stands alone
      */ * * * *      | minute, character 3: the field ends too early.
      , * * * *       | minute, character 1: ',' is not expected. Use 0 to 59, ranges and steps, with commas between them.
      1, * * * *      | minute, character 3: the field ends too early.
      1- * * * *      | minute, character 3: the field ends too early.
      1-2-3 * * * *   | minute, character 4: '-' is not expected.
      1/2/3 * * * *   | minute, character 4: '/' is not expected.
      -1 * * * *      | minute, character 1: '-' is not expected.
      1.5 * * * *     | minute, character 2: '.' is not expected.
      1/a * * * *     | minute, character 3: 'a' is not expected.
      0 0 * jab *     | month, character 7: 'j' is not expected. Use 1 to 12, names as dec, ranges
      0 0 * january * | month, character 10: 'u' is not expected. Use 1 to 12, names as dec, ranges
      0 0 * sun *     | month, character 7: 's' is not expected.
      0 0 * * jan     | weekday, character 9: 'j' is not expected.
      0 0 * * mo      | weekday, character 9: 'm' is not expected.
      0 0 ? * *       | day of month, character 5: '?' is not expected. Write * instead of ?.
      0 0 * * ?       | weekday, character 9: '?' is not expected. Write * instead of ?.
      0 0 * * ſun    | weekday, character 9: 'ſ' is not expected.
      0 0 * * frı    | weekday, character 9: 'f' is not expected.
      ٣ * * * *       | minute, character 1: '٣' is not expected.

      """;

  private static final String IN_UNIX =
      """
      0 22-2 * * *    | hour, character 3: range 22-2 runs backwards. Write 22-23,0-2.
      50-10/5 * * * * | minute, character 1: range 50-10 runs backwards. Write 50-59,0-10.
      0 0 28-3 * *    | day of month, character 5: range 28-3 runs backwards. Write 28-31,1-3.
      0 0 * nov-feb * | month, character 7: range nov-feb runs backwards. Write 11-12,1-2.
      0 0 * * fri-sun | weekday, character 9: range fri-sun runs backwards. Write 5-7,0-0.
      0 0 * * */8     | weekday, character 11: step 8 is out of range. Use 1 to 7.
      0 0 L * *       | day of month, character 5: 'L' is not expected. L, W and # are for Cron.cloudflare.
      0 0 15W * *     | day of month, character 7: 'W' is not expected. L, W and # are for
      0 0 * * 6L      | weekday, character 10: 'L' is not expected. L, W and # are for
      0 0 * * friL    | weekday, character 12: 'L' is not expected. L, W and # are for
      0 0 * * 2#1     | weekday, character 10: '#' is not expected. L, W and # are for

      """;

  private static final String IN_TRIGGERS =
      """
      0 9 * * 0      | weekday, character 9: weekday 0 is out of range. Use 1 to 7.
      0 9 * * 0-4    | weekday, character 9: weekday 0 is out of range. Use 1 to 7.
      0 9 * * */7    | weekday, character 11: step 7 is out of range. Use 1 to 6.
      0 0 L-0 * *    | day of month, character 7: offset 0 is out of range. Use 1 to 30.
      0 0 L-31 * *   | day of month, character 7: offset 31 is out of range. Use 1 to 30.
      0 0 L-31W * *  | day of month, character 7: offset 31 is out of range. Use 1 to 30.
      0 0 L- * *     | day of month, character 7: the field ends too early. L, W and # are in upper case
      0 0 L,3 * *    | day of month, character 6: ',' is not expected. L, W and # are in upper case, in a field
      0 0 3,L * *    | day of month, character 7: 'L' is not expected. L, W and # are in upper case
      0 0 LWW * *    | day of month, character 7: 'W' is not expected.
      0 0 l * *      | day of month, character 5: 'l' is not expected. L, W and # are in upper case
      0 0 15w * *    | day of month, character 7: 'w' is not expected. L, W and # are in upper case
      0 0 0W * *     | day of month, character 5: day of month 0 is out of range.
      0 0 32W * *    | day of month, character 5: day of month 32 is out of range.
      0 0 W * *      | day of month, character 5: 'W' is not expected.
      0 0 1W,3 * *   | day of month, character 6: 'W' is not expected.
      0 0 3,1W * *   | day of month, character 6: ',' is not expected.
      0 0 1-3W * *   | day of month, character 6: '-' is not expected.
      0 0 * * 8L     | weekday, character 9: weekday 8 is out of range.
      0 0 * * LL     | weekday, character 9: 'L' is not expected.
      0 0 * * fril   | weekday, character 12: 'l' is not expected. L, W and # are in upper case
      0 0 * * 2,6L   | weekday, character 10: ',' is not expected. L, W and # are in upper case
      0 0 * * L,2    | weekday, character 9: 'L' is not expected. L, W and # are in upper case
      0 0 * * 2#0    | weekday, character 11: place 0 is out of range. Use 1 to 5.
      0 0 * * 2#6    | weekday, character 11: place 6 is out of range. Use 1 to 5.
      0 0 * * 2#     | weekday, character 11: the field ends too early.
      0 0 * * #1     | weekday, character 9: '#' is not expected.
      0 0 * * 2#1,3  | weekday, character 12: ',' is not expected.
      0 0 * * 15W    | weekday, character 9: weekday 15 is out of range.

      """;

  private static final String MORE =
      """
      ""            | has 0 fields instead of 5. Write minute, hour, day of month, month and weekday.
      *             | has 1 fields instead of 5.
      * * * *       | has 4 fields instead of 5.
      * * * * * *   | has 6 fields instead of 5.
      0 0 * * * ?   | has 6 fields instead of 5.
      " 0 0 * * *"  | begins or ends with a blank. Remove it.
      "0 0 * * * "  | begins or ends with a blank. Remove it.
      @daily        | is a nickname. Write its fields, such as 0 0 * * *.
      @reboot       | is a nickname.

      """;

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = IN_BOTH)
  void a_wrong_field_is_refused_with_its_place_in_both_dialects(String expression, String message) {
    for (Dialect dialect : Dialect.values()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Cron.of(dialect, expression))
          .withMessageStartingWith("cron expression '")
          .withMessageContaining(message);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = IN_UNIX)
  void unix_does_not_know_what_a_trigger_may_say(String expression, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cron.unix(expression))
        .withMessageContaining(message);
    if (!expression.endsWith("*/8")) {
      assertThat(Cron.cloudflare(expression).expression()).isEqualTo(expression);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = IN_TRIGGERS)
  void a_trigger_says_no_more_than_its_grammar(String expression, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cron.cloudflare(expression))
        .withMessageContaining(message);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = MORE)
  void an_expression_is_five_fields_and_nothing_else(String expression, String message) {
    for (Dialect dialect : Dialect.values()) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> Cron.of(dialect, expression))
          .withMessageStartingWith("cron expression '%s' ".formatted(expression))
          .withMessageContaining(message);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0\n0 * * *", "0 0 * * *\n", "\t0 0 * * *", "0\u00a00 * * *", "0 0 * *\u2003*"})
  void only_spaces_and_tabs_part_fields(String expression) {
    assertThatIllegalArgumentException().isThrownBy(() -> Cron.unix(expression));
    assertThatIllegalArgumentException().isThrownBy(() -> Cron.cloudflare(expression));
  }

  @Test
  void a_long_expression_is_refused_before_it_is_read() {
    String longest = "0,".repeat(123) + "00 * * * *";
    assertThat(longest).hasSize(Cron.EXPRESSION_CHARS_MAX);
    assertThat(Cron.unix(longest).expression()).isEqualTo(longest);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cron.unix("0" + longest))
        .withMessage(
            "cron expression has 257 characters, limit 256. Write lists as ranges, or set several"
                + " alarms.");
  }

  @Test
  void a_message_quotes_no_more_than_100_characters() {
    for (String text : List.of("9".repeat(256), "x".repeat(246) + " * * * *", "x ".repeat(128))) {
      assertThat(refusal(() -> Cron.unix(text)))
          .matches("(?s)cron expression '.{60}\\.\\.\\.'.{1,110}");
    }
    String backwards = "0".repeat(100) + "5-" + "0".repeat(100) + "1 * * * *";
    assertThat(refusal(() -> Cron.unix(backwards))).hasSizeLessThan(200);
    assertThat(refusal(() -> Cron.unix("0 0 * * *").in("Z".repeat(10_000)))).hasSizeLessThan(200);
  }

  private static String refusal(Runnable makesCron) {
    return catchThrowableOfType(IllegalArgumentException.class, makesCron::run).getMessage();
  }
}
