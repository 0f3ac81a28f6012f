package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {
  private static Request query(String query) {
    return Request.of("GET", "/?" + query, "");
  }

  @ParameterizedTest
  @CsvSource({
    "after=7, 7",
    "x=1&after=7&after=8, 7",
    "after=a%20b+c%C3%A9, a b c\u00e9",
    "after=a=b, a=b"
  })
  void the_first_parameter_of_a_name_is_given_decoded(String query, String value) {
    assertThat(query(query).parameter("after")).hasValue(value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"%61fter=7", "aft%65r=7", "x=%&after=7"})
  void a_name_is_decoded_before_it_is_compared(String query) {
    assertThat(query(query).parameter("after")).hasValue("7");
  }

  @ParameterizedTest
  @ValueSource(strings = {"%", "%zz", "1%2", "a+%C3%"})
  void what_cannot_be_decoded_comes_as_it_was_sent(String raw) {
    assertThat(query("after=" + raw).parameter("after")).hasValue(raw);
    assertThat(query(raw + "=7").parameter(raw)).hasValue("7");
  }

  @Test
  void a_parameter_without_a_value_is_empty_text_and_a_missing_one_is_empty() {
    assertThat(query("after").parameter("after")).hasValue("");
    assertThat(query("after=").parameter("after")).hasValue("");
    assertThat(query("before=1").parameter("after")).isEmpty();
    assertThat(query("&").parameter("")).isEmpty();
  }
}
