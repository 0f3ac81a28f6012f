package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.spi.Delivery;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that two readers would understand differently: what smuggles a second request past the
 * first reader. Each is 400, its connection ends, and nothing behind it is taken for a request.
 */
class HostileRequestsTest {
  private static final String SMUGGLED =
      "POST /objects/counter/smuggled HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";

  private static TestEdge edge;

  @BeforeAll
  static void start() {
    edge = TestEdge.open();
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  private static void assertRefused(String head, String body) {
    String answer = edge.raw(head + "\r\n\r\n" + body + SMUGGLED);
    assertThat(answer).startsWith("HTTP/1.1 400 ");
    assertThat(answer.split("HTTP/1.1 ", -1)).as(answer).hasSize(2);
    assertThat(answer).contains("application/problem+json", "Connection: close");
    assertThat(edge.objects.delivered)
        .extracting(Delivery::target)
        .extracting(Object::toString)
        .doesNotContain("counter/smuggled");
  }

  private static String post(String... headers) {
    return "POST /objects/counter/x HTTP/1.1\r\nHost: localhost\r\n" + String.join("\r\n", headers);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Content-Length: 3|Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked|Content-Length: 3",
        "Content-Length: 3|Content-Length: 3",
        "Content-Length: 3|Content-Length: 4",
        "Content-Length: 3|content-length: 3",
        "Transfer-Encoding: chunked|Transfer-Encoding: chunked",
        "Transfer-Encoding: gzip|Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked|Transfer-Encoding: identity"
      })
  void two_ways_to_say_where_a_body_ends_are_400(String one, String other) {
    assertRefused(post(one, other), "0\r\n\r\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Content-Length: +3",
        "Content-Length: -3",
        "Content-Length: 3, 3",
        "Content-Length: 0x3",
        "Content-Length: 3 3",
        "Content-Length:",
        "Content-Length: 99999999999999999999",
        "Content-Length: \u0663",
        "Transfer-Encoding: gzip",
        "Transfer-Encoding: chunked, chunked",
        "Transfer-Encoding: gzip, chunked",
        "Transfer-Encoding: chunked, identity",
        "Transfer-Encoding: xchunked",
        "Transfer-Encoding: \"chunked\"",
        "Transfer-Encoding:\u000bchunked",
        "Transfer-Encoding : chunked",
        "Content-Length : 3",
        " Content-Length: 3",
        "X: a\rContent-Length: 3",
        "X: a\nContent-Length: 3",
        "X: \u0000",
        "X: \u0008",
        "X\u0000: y",
        "X Y: z",
        ": z",
        "no colon",
        "X(: y",
        "\u00e4: y"
      })
  void a_header_that_two_readers_may_read_differently_is_400(String header) {
    assertRefused(post(header), "abc");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "zz\r\nabc\r\n0\r\n\r\n",
        "\r\nabc\r\n0\r\n\r\n",
        "+3\r\nabc\r\n0\r\n\r\n",
        "0x3\r\nabc\r\n0\r\n\r\n",
        "-3\r\nabc\r\n0\r\n\r\n",
        "3\nabc\r\n0\r\n\r\n",
        "3\rabc\r\n0\r\n\r\n",
        "3;a=\nb\r\nabc\r\n0\r\n\r\n",
        "3;a=\u0000\r\nabc\r\n0\r\n\r\n",
        "3\r\nabcd\r\n0\r\n\r\n",
        "3\r\nabc\n0\r\n\r\n",
        "3\r\nabc0\r\n\r\n",
        "ffffffff\r\nabc\r\n0\r\n\r\n",
        "ffffffffffffffff3\r\nabc\r\n0\r\n\r\n",
        "3\r\nabc\r\n0\r\nno trailer\r\n\r\n",
        "3\r\nabc\r\n0\r\nX: y\n\r\n"
      })
  void chunks_that_are_none_are_400(String chunks) {
    assertRefused(post("Transfer-Encoding: chunked"), chunks);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Content-Length: 3", "Transfer-Encoding: chunked", "folded"})
  void a_folded_line_goes_on_with_a_value_and_is_no_header_of_its_own(String line) {
    String head = "POST /objects/echo/folded HTTP/1.1\r\nHost: localhost\r\nConnection: close";
    assertThat(edge.raw(head + "\r\nX: y\r\n " + line + "\r\n\r\n"))
        .startsWith("HTTP/1.1 200 ")
        .contains("folded|POST|", "|0|");
  }

  @ParameterizedTest
  @ValueSource(strings = {" 3", "3 3"})
  void blanks_before_the_size_of_a_chunk_and_what_follows_one_are_passed_over(String size) {
    String answer =
        edge.rawLines(
            "POST /objects/echo/blank HTTP/1.1",
            "Host: localhost",
            "Connection: close",
            "Transfer-Encoding: chunked",
            "",
            size,
            "abc",
            "0",
            "",
            "");
    assertThat(answer).startsWith("HTTP/1.1 200 ").contains("|3|");
  }

  @Test
  void a_draft_of_WebSockets_whose_body_nothing_declares_is_400() {
    assertRefused(
        "GET /objects/counter/x HTTP/1.1\r\nHost: localhost\r\n"
            + "Sec-WebSocket-Key1: 1\r\nSec-WebSocket-Key2: 2",
        "8 bytes!");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /health  HTTP/1.1",
        "GET  /health HTTP/1.1",
        " GET /health HTTP/1.1",
        "GET\t/health\tHTTP/1.1",
        "GET /health HTTP/1.1 ",
        "GET /health",
        "GET /he alth HTTP/1.1",
        "GET /health http/1.1",
        "GET /health HTTP/1.1.1",
        "GET health HTTP/1.1",
        "GET localhost:80 HTTP/1.1",
        "GET * HTTP/1.1",
        "GET ftp://localhost/health HTTP/1.1",
        "GET http://elsewhere/health HTTP/1.1",
        "GET /health#x HTTP/1.1",
        "GET /hea\\lth HTTP/1.1",
        "GET /hea\u0001lth HTTP/1.1",
        "GET /hea\u007flth HTTP/1.1",
        "G(T /health HTTP/1.1",
        "CONNECT localhost:80 HTTP/1.1"
      })
  void a_request_line_that_is_none_is_400(String line) {
    assertRefused(line + "\r\nHost: localhost", "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "a/b", "a@b", "a,b", "a\tb", "a?b", "\u00e4"})
  void a_host_that_is_none_is_400(String host) {
    assertRefused("GET /health HTTP/1.1\r\nHost: " + host, "");
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/2.0", "HTTP/0.9", "HTTP/1.2"})
  void another_version_is_505(String version) {
    assertThat(edge.raw("GET /health " + version + "\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 505 ")
        .contains("urn:holdfast:problem:version-not-supported");
  }

  @Test
  void a_method_that_nothing_takes_is_501() {
    assertThat(edge.raw("BREW /health HTTP/1.1\r\nHost: localhost\r\n\r\n"))
        .startsWith("HTTP/1.1 501 ")
        .contains("urn:holdfast:problem:not-implemented");
  }

  @Test
  void an_expectation_that_nobody_knows_is_417() {
    assertThat(edge.rawGet("/health", "Expect: 200-ok"))
        .startsWith("HTTP/1.1 417 ")
        .contains("urn:holdfast:problem:expectation-failed");
  }

  @Test
  void chunks_in_HTTP_1_0_are_400() {
    assertRefused(
        "POST /objects/counter/x HTTP/1.0\r\nHost: localhost\r\nTransfer-Encoding: chunked",
        "0\r\n\r\n");
  }

  @Test
  void many_long_headers_are_431_long_before_they_are_all_there() {
    String header = "X: " + "v".repeat(8_000) + "\r\n";
    String answer = edge.raw("GET /health HTTP/1.1\r\nHost: localhost\r\n" + header.repeat(5));
    assertThat(answer)
        .startsWith("HTTP/1.1 431 ")
        .contains("urn:holdfast:problem:headers-too-large");
  }

  @Test
  void a_header_without_end_is_431_and_a_URL_without_end_is_414() {
    assertThat(edge.raw("GET /health HTTP/1.1\r\nX: " + "v".repeat(40_000)))
        .startsWith("HTTP/1.1 431 ");
    assertThat(edge.raw("GET /" + "v".repeat(10_000))).startsWith("HTTP/1.1 414 ");
  }

  @Test
  void extensions_of_chunks_and_trailers_are_dropped() {
    String answer =
        edge.rawLines(
            "POST /objects/echo/x HTTP/1.1",
            "Host: localhost",
            "Transfer-Encoding: CHUNKED",
            "Connection: close",
            "",
            "3;a=b",
            "abc",
            "02 ; c",
            "de",
            "0;last",
            "X-Trailer: t",
            "",
            "");
    assertThat(answer).startsWith("HTTP/1.1 200 ").contains("|5|").doesNotContain("X-Trailer");
  }

  @Test
  void requests_before_one_that_is_none_are_answered_first() {
    String fine = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
    String answer = edge.raw(fine + fine + "nonsense\r\n\r\n" + fine);
    assertThat(List.of(answer.split("HTTP/1.1 ", -1)))
        .hasSize(4)
        .satisfies(answers -> assertThat(answers.get(1)).startsWith("200 "))
        .satisfies(answers -> assertThat(answers.get(2)).startsWith("200 "))
        .satisfies(answers -> assertThat(answers.get(3)).startsWith("400 "));
  }
}
