package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.runtime.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HandshakeTest {
  private static final Headers UPGRADE = Headers.NONE.with("upgrade", "websocket");
  private static final String TOKEN = "töken-of-enough-length";

  private static Handshake offering(String... fields) {
    Headers headers = UPGRADE;
    for (String field : fields) {
      headers = headers.with("Sec-WebSocket-Protocol", field);
    }
    return Handshake.of(headers, "");
  }

  private static String bearer() {
    byte[] bytes = TOKEN.getBytes(StandardCharsets.UTF_8);
    return "bearer." + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }

  @Test
  void the_first_protocol_that_is_no_token_is_the_one_to_answer_with() {
    assertThat(offering("holdfast.v1, " + bearer()).protocol()).hasValue("holdfast.v1");
    assertThat(offering(bearer() + " ,b,a").protocol()).hasValue("b");
    assertThat(offering("b", "a").protocol()).hasValue("b");
    assertThat(offering().protocol()).isEmpty();
  }

  @Test
  void a_token_is_taken_from_the_protocols_whatever_its_place() {
    assertThat(offering("holdfast.v1, " + bearer()).bearer()).hasValue(TOKEN);
    assertThat(offering(bearer(), "holdfast.v1").bearer()).hasValue(TOKEN);
    assertThat(offering("holdfast.v1").bearer()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bearer.YQ",
        "v1, bearer.YQ, bearer.Yg",
        "v1, bearer.YQ==",
        "v1, bearer.Y",
        "v1, bearer.Y+/Y",
        "v1, bearer._w",
        "v1, v1",
        "v1, ",
        "",
        "v 1",
        "v(1)",
        "v\u00e41"
      })
  void what_a_client_must_not_offer_is_400_and_not_repeated(String protocols) {
    assertThatThrownBy(() -> offering(protocols))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> {
              assertThat(refused.problem().status()).isEqualTo(400);
              assertThat(refused.problem().detail()).doesNotContain("YQ");
            });
  }

  @Test
  void a_token_alone_is_told_to_bring_a_protocol() {
    assertThatThrownBy(() -> offering(bearer()))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> assertThat(refused.problem().detail()).contains("Offer", "holdfast.v1"));
  }

  @Test
  void more_protocols_than_anybody_speaks_are_400() {
    String all =
        IntStream.range(0, Handshake.PROTOCOLS_MAX)
            .mapToObj(i -> "p" + i)
            .collect(Collectors.joining(","));
    assertThat(offering(all).protocol()).hasValue("p0");
    assertThatThrownBy(() -> offering(all + ",more")).isInstanceOf(ProblemException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "ticket=abc, abc, ''",
    "after=7&ticket=abc, abc, after=7",
    "ticket=abc&after=7, abc, after=7",
    "a=1&ticket=abc&b=%32&c, abc, a=1&b=%32&c",
    "%74icket=a%62c, abc, ''",
    "ticket=, '', ''",
    "ticket, '', ''"
  })
  void a_ticket_is_taken_out_of_the_query(String query, String ticket, String rest) {
    Handshake handshake = Handshake.of(UPGRADE, query);
    assertThat(handshake.ticket()).hasValue(ticket);
    assertThat(handshake.query()).isEqualTo(rest);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "after=7", "tickets=1", "a=ticket", "ticket%3Dabc"})
  void a_query_without_a_ticket_stays_as_it_is(String query) {
    Handshake handshake = Handshake.of(UPGRADE, query);
    assertThat(handshake.ticket()).isEmpty();
    assertThat(handshake.query()).isEqualTo(query);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ticket=a&ticket=b", "ticket=a&x=1&ticket", "ticket=%zz", "ticket=%ff"})
  void a_ticket_that_cannot_be_read_or_is_there_twice_is_400(String query) {
    assertThatThrownBy(() -> Handshake.of(UPGRADE, query))
        .isInstanceOfSatisfying(
            ProblemException.class,
            refused -> assertThat(refused.problem().status()).isEqualTo(400));
  }

  @Test
  void a_request_that_wants_no_socket_brings_none_of_it() {
    Headers headers = Headers.NONE.with("Sec-WebSocket-Protocol", bearer());
    Handshake handshake = Handshake.of(headers, "ticket=abc");
    assertThat(handshake.bearer()).isEmpty();
    assertThat(handshake.ticket()).isEmpty();
    assertThat(handshake.query()).isEqualTo("ticket=abc");
  }

  @Test
  void objects_see_the_protocols_without_the_token() {
    Headers headers =
        Headers.NONE
            .with("Sec-WebSocket-Protocol", "holdfast.v1," + bearer() + ",v2")
            .with("Sec-WebSocket-Protocol", bearer())
            .with("x", "bearer.stays");
    Headers seen = Credentials.without(headers);
    assertThat(seen.all("Sec-WebSocket-Protocol")).containsExactly("holdfast.v1, v2");
    assertThat(seen.first("x")).hasValue("bearer.stays");
  }
}
