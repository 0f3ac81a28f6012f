package dev.holdfast.actors.chitty;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContextJsonTest {

  /** RFC 7396, Appendix A: all of its cases, in its order. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      nullValues = "",
      textBlock =
          """
          {"a":"b"}         | {"a":"c"}                 | {"a":"c"}
          {"a":"b"}         | {"b":"c"}                 | {"a":"b","b":"c"}
          {"a":"b"}         | {"a":null}                | {}
          {"a":"b","b":"c"} | {"a":null}                | {"b":"c"}
          {"a":["b"]}       | {"a":"c"}                 | {"a":"c"}
          {"a":"c"}         | {"a":["b"]}               | {"a":["b"]}
          {"a":{"b":"c"}}   | {"a":{"b":"d","c":null}}  | {"a":{"b":"d"}}
          {"a":[{"b":"c"}]} | {"a":[1]}                 | {"a":[1]}
          ["a","b"]         | ["c","d"]                 | ["c","d"]
          {"a":"b"}         | ["c"]                     | ["c"]
          {"a":"foo"}       | null                      | null
          {"a":"foo"}       | "bar"                     | "bar"
          {"e":null}        | {"a":1}                   | {"a":1,"e":null}
          [1,2]             | {"a":"b","c":null}        | {"a":"b"}
          {}                | {"a":{"bb":{"ccc":null}}} | {"a":{"bb":{}}}
          """)
  void a_merge_is_as_rfc_7396_has_it(String target, String patch, String result)
      throws JsonProcessingException {
    JsonNode before = json(target);
    JsonNode change = json(patch);
    assertThat(ContextJson.text(ContextJson.merge(before, change))).isEqualTo(result);
    assertThat(before).as("the target itself").isEqualTo(json(target));
    assertThat(change).as("the patch itself").isEqualTo(json(patch));
  }

  @Test
  void one_value_has_one_text() {
    assertThat(
            ContextJson.text(ContextJson.object(" { \"b\" : [ 1 ] , \"a\" : {\"d\":1,\"c\":2} }")))
        .isEqualTo("{\"a\":{\"c\":2,\"d\":1},\"b\":[1]}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"0.1234567890123456789", "100.0", "12345678901234567890123", "1E+400", "1.50"})
  void a_number_keeps_its_digits(String number) {
    assertThat(ContextJson.text(ContextJson.object("{\"n\":" + number + "}")))
        .isEqualTo("{\"n\":" + number + "}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "[]",
        "null",
        "1",
        "\"a\"",
        "{",
        "{}x",
        "{} {}",
        "{\"a\":1,\"a\":2}",
        "{a:1}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{\"n\":1e99999999999999}"
      })
  void what_is_no_json_object_is_refused(String text) {
    assertThatThrownBy(() -> ContextJson.object(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("one JSON object");
  }

  @Test
  void what_is_nested_too_deep_or_has_endless_numbers_is_refused() {
    int most = ContextJson.DEPTH_MAX;
    assertThat(ContextJson.object("{\"a\":".repeat(most - 1) + "{}" + "}".repeat(most - 1)))
        .isNotNull();
    assertThatThrownBy(() -> ContextJson.object("{\"a\":".repeat(most) + "{}" + "}".repeat(most)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ContextJson.object("{\"a\":" + "1".repeat(65) + "}"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> ContextJson.object("[".repeat(100_000)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static JsonNode json(String text) throws JsonProcessingException {
    return new ObjectMapper().readTree(text);
  }
}
