package dev.holdfast.http.board;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.http.EdgeRequest;
import dev.holdfast.http.EdgeResponse;
import dev.holdfast.http.ObjectClient;
import dev.holdfast.http.ProblemException;
import dev.holdfast.http.Route;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectEvent.Operation;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.spi.AlarmBoard;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.DeadLetter;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.ObjectAlarms;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BoardApiTest {
  private static final Instant T = Instant.parse("2026-03-01T10:00:00.000001Z");
  private static final String ID = "01kb1234567890abcdefghjkmn";
  private static final ObjectId CLOCK = new ObjectId("clock", "a/b");
  private static final DeadLetter LETTER =
      new DeadLetter(ID, CLOCK, "alarm", "tea", T, T.plusSeconds(9), 20, "java.lang.Error: \"x\"");

  private final FixedBoard board = new FixedBoard();
  private final List<Delivery> delivered = new ArrayList<>();
  private Answer answer = new Answer.Done();

  private EdgeResponse.Whole call(String method, String route, String query) {
    ObjectClient objects =
        new ObjectClient(
            delivery -> {
              delivered.add(delivery);
              return CompletableFuture.completedFuture(answer);
            },
            Limits.DEFAULTS.askDeadline());
    List<Route> routes = new ArrayList<>(new AlarmsApi(board, objects).routes());
    routes.addAll(new DeadLettersApi(board, objects).routes());
    Route found =
        routes.stream()
            .filter(one -> one.path().equals(route) && one.methods().contains(method))
            .findFirst()
            .orElseThrow();
    EdgeRequest request =
        new EdgeRequest(
            method,
            route,
            query,
            Headers.NONE,
            new byte[0],
            "127.0.0.1",
            false,
            "request",
            new EdgeRequest.Caller("caller", true),
            Map.of("type", "clock", "name", "a/b", "id", ID));
    return (EdgeResponse.Whole) found.handler().handle(request).toCompletableFuture().join();
  }

  private static JsonNode json(EdgeResponse.Whole response) throws IOException {
    return new ObjectMapper().readTree(response.body());
  }

  @Test
  void a_page_of_alarms_says_object_alarm_and_time_and_where_the_next_page_begins()
      throws IOException {
    board.pending.add(new AlarmBoard.Pending(CLOCK, "tea", T));
    board.pending.add(new AlarmBoard.Pending(new ObjectId("clock", "ü"), "", T));
    JsonNode page = json(call("GET", "/api/v1/alarms", "limit=1"));
    assertThat(page.path("alarms").toString())
        .isEqualTo(
            "[{\"type\":\"clock\",\"name\":\"a/b\",\"alarm\":\"tea\",\"due\":\"%s\"}]"
                .formatted(T));
    call("GET", "/api/v1/alarms", "type=clock&limit=7&after=" + page.path("next").asText());
    assertThat(board.asked.getLast())
        .isEqualTo(
            List.of(
                Optional.of("clock"),
                Optional.empty(),
                Optional.of(new AlarmBoard.Place(T, "clock/a/b")),
                7));
  }

  @Test
  void the_last_page_has_no_next() throws IOException {
    board.pending.add(new AlarmBoard.Pending(CLOCK, "tea", T));
    board.letters.add(LETTER);
    assertThat(json(call("GET", "/api/v1/alarms", "")).has("next")).isFalse();
    assertThat(json(call("GET", "/api/v1/dead-letters", "")).has("next")).isFalse();
  }

  @Test
  void alarms_before_a_time_are_asked_for() {
    call("GET", "/api/v1/alarms", "before=2026-03-01T11%3A00%3A00%2B01%3A00");
    assertThat(board.asked.getLast().get(1))
        .isEqualTo(Optional.of(Instant.parse("2026-03-01T10:00:00Z")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "before=tomorrow",
        "before=%2B999999999-12-31T23:59:59Z",
        "before=-999999999-01-01T00:00:00Z",
        "after=x",
        "after=%00",
        "type=UPPER",
        "type=a%00",
        "type=%FF",
        "after=%C3%28",
        "before=%zz",
        "limit=0",
        "limit=1001"
      })
  void what_makes_no_sense_in_a_query_is_malformed(String query) {
    assertThatThrownBy(() -> call("GET", "/api/v1/alarms", query))
        .isInstanceOfSatisfying(
            ProblemException.class, e -> assertThat(e.problem().status()).isEqualTo(400));
    assertThat(board.asked).isEmpty();
  }

  @Test
  void an_object_shows_its_alarms_and_dead_letters_itself() throws IOException {
    answer =
        new Answer.Replied(
            new ObjectAlarms(
                List.of(
                    new ObjectAlarms.Pending("tea", "at", T, 2, T.plusSeconds(4), "Error", true)),
                List.of(LETTER)));
    JsonNode shown = json(call("GET", "/api/v1/alarms/{type}/{name}", ""));
    assertThat(delivered.getLast().event())
        .isEqualTo(new ObjectEvent.Operated(new Operation.ShowAlarms()));
    assertThat(delivered.getLast().target()).isEqualTo(CLOCK);
    assertThat(delivered.getLast().reach()).isEqualTo(Delivery.Reach.EXISTING);
    assertThat(shown.path("alarms").get(0).path("fires").asText())
        .isEqualTo(T.plusSeconds(4).toString());
    assertThat(shown.path("alarms").get(0).path("error").asText()).isEqualTo("Error");
    assertThat(shown.path("deadLetters").get(0).path("id").asText()).isEqualTo(ID);
  }

  @Test
  void dead_letters_are_listed_by_kind_with_what_failed_and_why() throws IOException {
    board.letters.add(LETTER);
    JsonNode page = json(call("GET", "/api/v1/dead-letters", "kind=alarm&limit=1"));
    assertThat(board.asked.getLast())
        .isEqualTo(List.of(Optional.of("alarm"), Optional.empty(), "", 1));
    assertThat(page.path("next").asText()).isEqualTo(ID);
    JsonNode letter = page.path("deadLetters").get(0);
    assertThat(letter.path("subject").asText()).isEqualTo("tea");
    assertThat(letter.path("attempts").asInt()).isEqualTo(20);
    assertThat(letter.path("error").asText()).isEqualTo("java.lang.Error: \"x\"");
    assertThat(letter.path("due").asText()).isEqualTo(T.toString());
    assertThatThrownBy(() -> call("GET", "/api/v1/dead-letters", "kind=letter"))
        .isInstanceOf(ProblemException.class);
  }

  @Test
  void trying_again_and_discarding_reach_the_object_and_need_it_to_exist() {
    assertThat(call("POST", "/api/v1/dead-letters/{type}/{name}/{id}/redrive", "").status())
        .isEqualTo(204);
    assertThat(delivered.getLast().event())
        .isEqualTo(new ObjectEvent.Operated(new Operation.Redrive(ID)));
    assertThat(call("DELETE", "/api/v1/dead-letters/{type}/{name}/{id}", "").status())
        .isEqualTo(204);
    assertThat(delivered.getLast().event())
        .isEqualTo(new ObjectEvent.Operated(new Operation.Discard(ID)));
    assertThat(delivered.getLast().reach()).isEqualTo(Delivery.Reach.EXISTING);
    answer = new Answer.Refused(Refusal.notFound("gone."));
    assertThat(call("DELETE", "/api/v1/dead-letters/{type}/{name}/{id}", "").status())
        .isEqualTo(404);
  }

  @Test
  void a_database_that_does_not_answer_is_503_and_nothing_of_the_error_is_shown() {
    board.away = true;
    EdgeResponse.Whole response = call("GET", "/api/v1/alarms", "");
    assertThat(response.status()).isEqualTo(503);
    assertThat(response.headers().first("retry-after")).isPresent();
    assertThat(new String(response.body(), UTF_8)).doesNotContain("secret");
  }
}
