package dev.holdfast.http.session;

import static dev.holdfast.http.session.SessionCalls.assertProblem;
import static dev.holdfast.http.session.SessionCalls.json;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http.EdgeResponse;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.host.HandClock;
import dev.holdfast.runtime.spi.Answer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is answered while a context cannot be reached. */
class LastCommittedTest {
  private final SessionCalls sessions = new SessionCalls();

  @BeforeEach
  void there_is_a_context() {
    sessions.create("{\"chittyId\":\"ada\",\"sessionId\":\"s1\"}");
    sessions.patch("/s1", "{\"metadata\":{\"n\":2}}");
  }

  static Stream<Answer> unreached() {
    return Stream.of(
        new Answer.Overloaded("the queue is full.", Duration.ofSeconds(1)),
        new Answer.TimedOut(),
        new Answer.OutcomeUnknown(),
        new Answer.Failed("e1"),
        new Answer.Overran("e1"),
        new Answer.Unreadable("e1"));
  }

  @ParameterizedTest
  @MethodSource("unreached")
  void a_read_is_answered_from_the_store_and_says_so(Answer answer) {
    sessions.unreachable = Optional.of(answer);
    EdgeResponse.Whole response = sessions.get("/s1");
    assertThat(response.status()).isEqualTo(200);
    assertThat(json(response).path("metadata").path("n").asInt()).isEqualTo(2);
    assertThat(response.headers().first("holdfast-state")).hasValue("last-committed");
    assertThat(response.headers().first("holdfast-state-at")).hasValue(HandClock.START.toString());
    assertThat(response.headers().first("etag")).hasValue("\"2\"");
    Headers has = Headers.NONE.with("if-none-match", "\"2\"");
    EdgeResponse.Whole unchanged = sessions.call("GET", "/s1", "", "", has);
    assertThat(unchanged.status()).isEqualTo(304);
    assertThat(unchanged.headers().first("holdfast-state")).hasValue("last-committed");
  }

  @Test
  void what_is_answered_by_the_context_itself_says_nothing_of_it() {
    assertThat(sessions.get("/s1").headers().first("holdfast-state")).isEmpty();
    sessions.unreachable = Optional.of(new Answer.Refused(Refusal.forbidden("no")));
    assertProblem(sessions.get("/s1"), 403, "forbidden");
  }

  @Test
  void a_context_that_the_store_does_not_have_is_404() {
    sessions.unreachable = Optional.of(new Answer.TimedOut());
    assertProblem(sessions.get("/none"), 404, "not-found");
  }

  @Test
  void where_the_store_fails_as_well_the_first_reason_is_told() {
    sessions.unreachable = Optional.of(new Answer.TimedOut());
    sessions.committed =
        object -> CompletableFuture.failedFuture(new IllegalStateException("no database"));
    assertProblem(sessions.get("/s1"), 504, "timed-out");
  }

  @Test
  void a_change_is_never_answered_from_the_store() {
    sessions.unreachable = Optional.of(new Answer.TimedOut());
    assertProblem(sessions.patch("/s1", "{\"metadata\":{}}"), 504, "timed-out");
    assertProblem(sessions.call("DELETE", "/s1", "", "", Headers.NONE), 504, "timed-out");
  }
}
