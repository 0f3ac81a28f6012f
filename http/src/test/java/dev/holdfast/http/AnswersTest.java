package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.spi.Answer;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class AnswersTest {
  private static final Duration HURRY = Duration.ofMillis(100);

  private static TestEdge edge;

  @BeforeAll
  static void start() {
    edge = TestEdge.open();
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  static Stream<Arguments> answers() {
    return Stream.of(
        Arguments.of(refused(Refusal.Kind.INVALID), 400, "invalid"),
        Arguments.of(refused(Refusal.Kind.FORBIDDEN), 403, "forbidden"),
        Arguments.of(refused(Refusal.Kind.NOT_FOUND), 404, "not-found"),
        Arguments.of(refused(Refusal.Kind.METHOD_NOT_ALLOWED), 405, "method-not-allowed"),
        Arguments.of(refused(Refusal.Kind.CONFLICT), 409, "refused"),
        Arguments.of(refused(Refusal.Kind.PRECONDITION_FAILED), 412, "precondition-failed"),
        Arguments.of(refused(Refusal.Kind.TOO_LARGE), 413, "too-large"),
        Arguments.of(new Answer.Missing(), 404, "not-found"),
        Arguments.of(new Answer.UnknownType(), 404, "unknown-type"),
        Arguments.of(new Answer.OtherBody(), 422, "other-body"),
        Arguments.of(new Answer.Failed("e1"), 500, "failed"),
        Arguments.of(new Answer.Unreadable("e2"), 500, "unreadable"),
        Arguments.of(
            new Answer.Overloaded("The queue is full.", Duration.ofMillis(1_200)),
            503,
            "overloaded"),
        Arguments.of(new Answer.Overran("e3"), 504, "overran"),
        Arguments.of(new Answer.OutcomeUnknown(), 504, "outcome-unknown"),
        Arguments.of(new Answer.TimedOut(), 504, "timed-out"));
  }

  private static Answer refused(Refusal.Kind kind) {
    return new Answer.Refused(new Refusal(kind, "because"));
  }

  @ParameterizedTest
  @MethodSource("answers")
  void every_answer_has_its_status_and_type(Answer answer, int status, String code) {
    edge.objects.script.add(answer);
    var response = edge.post("/objects/scripted/x", "");
    assertThat(response.statusCode()).isEqualTo(status);
    assertThat(response.headers().firstValue("content-type")).hasValue("application/problem+json");
    assertThat(response.body())
        .contains("\"type\":\"urn:holdfast:problem:" + code + "\"", "\"status\":" + status);
  }

  @Test
  void a_failure_shows_an_id_and_nothing_else() {
    edge.objects.script.add(new Answer.Failed("err-77"));
    assertThat(edge.post("/objects/scripted/x", "").body())
        .contains("err-77", "urn:holdfast:error:err-77");
  }

  @Test
  void overload_says_when_to_come_back() {
    edge.objects.script.add(new Answer.Overloaded("The queue is full.", Duration.ofMillis(1_200)));
    assertThat(edge.post("/objects/scripted/x", "").headers().firstValue("retry-after"))
        .hasValue("2");
  }

  @Test
  void the_edge_tries_again_by_itself_what_had_no_effect() {
    edge.objects.script.add(new Answer.NotDone("the object moves."));
    edge.objects.script.add(new Answer.NotDone("the object moves."));
    edge.objects.script.add(new Answer.Responded(Response.text("at last")));
    var response = edge.post("/objects/scripted/x", "");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("at last");
  }

  @Test
  void what_is_still_not_done_in_the_end_is_503_and_safe_to_repeat() {
    try (TestEdge hurried = new TestEdge(EdgeSettings.loopback(0).askDeadline(HURRY))) {
      for (int i = 0; i < 10; i++) {
        hurried.objects.script.add(new Answer.NotDone("the object moves."));
      }
      var response = hurried.post("/objects/scripted/x", "");
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.body()).contains("urn:holdfast:problem:not-done");
      assertThat(response.headers().firstValue("retry-after")).isPresent();
    }
  }

  @Test
  void an_object_that_answers_nothing_is_204() {
    edge.objects.script.add(new Answer.Done());
    assertThat(edge.post("/objects/scripted/x", "").statusCode()).isEqualTo(204);
  }

  @Test
  void an_object_cannot_smuggle_headers_of_the_connection_or_line_breaks() {
    Headers headers =
        Headers.NONE
            .with("content-type", "text/plain")
            .with("connection", "close")
            .with("x-bad", "a\r\nset-cookie: evil=1")
            .with("x-good", "yes");
    edge.objects.script.add(new Answer.Responded(new Response(200, headers, new byte[] {'x'})));
    var response = edge.get("/objects/scripted/x");
    assertThat(response.headers().firstValue("x-good")).hasValue("yes");
    assertThat(response.headers().map()).doesNotContainKeys("x-bad", "set-cookie", "connection");
  }
}
