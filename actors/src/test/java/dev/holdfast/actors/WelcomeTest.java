package dev.holdfast.actors;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.SocketOptions;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.testing.ObjectTester;
import dev.holdfast.runtime.testing.TestSocket;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where clients that speak {@code holdfast.v1} begin. */
class WelcomeTest {
  private static final Log<Line> LINES = Log.of("lines", Line.class);
  private static final Log<Line> NEWEST = Log.of("newest", Line.class).keeping(10);

  @Stored("line")
  record Line(long n) {}

  /** Appends the body's number of lines to its log; DELETE ends it. */
  static final class Liner implements DurableObject<Message> {
    @Override
    public Turn onRequest(Request request, ObjectContext context) {
      if (request.method().equals("DELETE")) {
        return Turn.draft().destroy().respond(Response.text("gone"));
      }
      Turn turn = Turn.draft();
      for (int i = 0; i < Integer.parseInt(request.text()); i++) {
        turn.append(LINES, new Line(i)).append(NEWEST, new Line(i));
      }
      return turn.respond(Response.text("done"));
    }

    @Override
    public Turn onSocketOpen(ObjectEvent.SocketOpening opening, ObjectContext context) {
      return switch (opening.request().path()) {
        case "/state" ->
            LogFollowing.accept(
                opening,
                LINES,
                context,
                SocketOptions.PLAIN,
                new LogFollowing.WholeState(() -> "{\"whole\":true}", "n"));
        case "/newest" -> LogFollowing.accept(opening, NEWEST, context);
        default -> LogFollowing.accept(opening, LINES, context);
      };
    }
  }

  private final ObjectTester<Message> liner = ObjectTester.of(ObjectType.of("liner", Liner::new));

  @Test
  void without_a_number_it_says_where_it_starts() {
    append(3);
    TestSocket socket = open("/");
    append(1);
    assertThat(socket.texts()).hasSize(2);
    assertThat(socket.texts().getFirst()).startsWith("{\"t\":\"welcome\",\"after\":3,\"tail\":3,");
    assertThat(socket.texts().getFirst()).endsWith("\"resumed\":false}");
    assertThat(socket.texts().getLast()).startsWith("{\"seq\":4,");
  }

  @Test
  void who_comes_back_gets_exactly_what_it_missed() {
    append(5);
    TestSocket socket = open("/?after=2&life=" + life());
    append(1);
    assertThat(socket.texts().getFirst()).contains("\"after\":2,\"tail\":5,", "\"resumed\":true");
    assertThat(seqs(socket)).containsExactly(3L, 4L, 5L, 6L);
  }

  @Test
  void a_number_alone_is_enough_to_come_back() {
    append(5);
    assertThat(open("/?after=5").texts().getFirst()).contains("\"after\":5", "\"resumed\":true");
  }

  @Test
  void as_many_missed_as_the_bound_are_resumed_and_one_more_is_a_snapshot() {
    append(LogFollowing.MISSED_ENTRIES_MAX);
    TestSocket atBound = open("/?after=0");
    assertThat(atBound.texts().getFirst()).contains("\"after\":0", "\"resumed\":true");
    assertThat(seqs(atBound)).hasSize(LogFollowing.MISSED_ENTRIES_MAX);
    append(1);
    TestSocket past = open("/?after=0");
    assertThat(past.texts().getFirst()).contains("\"after\":901,\"tail\":1001", "false}");
    assertThat(seqs(past)).hasSize(LogFollowing.SNAPSHOT_ENTRIES).startsWith(902L).endsWith(1_001L);
  }

  @Test
  void entries_that_the_log_keeps_no_more_are_not_skipped_in_silence() {
    append(30);
    TestSocket allKept = open("/newest?after=20");
    assertThat(allKept.texts().getFirst()).contains("\"resumed\":true");
    TestSocket oneGone = open("/newest?after=19");
    assertThat(oneGone.texts().getFirst()).contains("\"after\":20", "\"resumed\":false");
    assertThat(seqs(oneGone)).isEqualTo(seqs(allKept)).hasSize(10);
  }

  @Test
  void a_number_from_the_future_gets_a_snapshot() {
    append(2);
    TestSocket socket = open("/?after=3");
    assertThat(socket.texts().getFirst()).contains("\"after\":0,\"tail\":2", "\"resumed\":false");
    assertThat(seqs(socket)).containsExactly(1L, 2L);
  }

  @Test
  void a_number_of_another_life_is_recognized_also_when_there_is_such_an_entry_again() {
    append(3);
    long before = life();
    liner.request(Request.of("DELETE", "/", ""));
    append(3);
    assertThat(life()).isNotEqualTo(before);
    TestSocket socket = open("/?after=2&life=" + before);
    assertThat(socket.texts().getFirst()).contains("\"after\":0,\"tail\":3", "\"resumed\":false");
    assertThat(seqs(socket)).containsExactly(1L, 2L, 3L);
  }

  @Test
  void the_life_stays_the_same_across_sleep_and_from_before_the_first_entry() {
    long before = life();
    append(1);
    liner.sleepAndWake();
    assertThat(life()).isEqualTo(before);
  }

  @Test
  void an_object_with_a_state_gives_it_to_who_cannot_resume_and_only_to_those() {
    append(2);
    assertThat(open("/state").texts().getFirst())
        .contains("\"after\":2", "false,\"number\":\"n\",\"snapshot\":{\"whole\":true}}");
    TestSocket future = open("/state?after=9");
    assertThat(future.texts()).hasSize(1);
    assertThat(future.texts().getFirst()).contains("\"after\":2", "\"snapshot\":{");
    assertThat(open("/state?after=1").texts().getFirst()).doesNotContain("snapshot");
  }

  @Test
  void a_client_that_does_not_offer_the_protocol_gets_entries_alone() {
    append(2);
    TestSocket socket = liner.open(Request.of("GET", "/?after=0&life=999", ""));
    assertThat(socket.texts()).hasSize(2).allMatch(text -> text.startsWith("{\"seq\":"));
    assertThat(liner.open(offering("/?after=0", "holdfast.v2, graphql-ws")).texts()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"holdfast.v1", "chat, holdfast.v1", "holdfast.v1,bearer.dG9rZW4"})
  void the_protocol_may_be_offered_among_others(String offered) {
    assertThat(liner.open(offering("/", offered)).texts().getFirst()).contains("welcome");
  }

  @ParameterizedTest
  @ValueSource(strings = {"after=-1", "after=1&life=x", "after=", "life=9223372036854775808"})
  void what_is_no_number_is_refused(String query) {
    var opening =
        new ObjectEvent.SocketOpening(
            new SocketId("hub", "one"), offering("/?" + query, "holdfast.v1"));
    assertThat(liner.deliver(opening)).isInstanceOf(Answer.Refused.class);
  }

  private void append(int lines) {
    liner.request(Request.of("POST", "/", Integer.toString(lines)));
  }

  private TestSocket open(String path) {
    return liner.open(offering(path, Welcome.PROTOCOL));
  }

  private long life() {
    String welcome = open("/").texts().getFirst();
    return Long.parseLong(welcome.replaceAll(".*\"life\":(\\d+).*", "$1"));
  }

  static Request offering(String path, String protocols) {
    Request plain = Request.of("GET", path, "");
    Headers headers = Headers.NONE.with("Sec-WebSocket-Protocol", protocols);
    return new Request("GET", plain.path(), plain.query(), headers, new byte[0]);
  }

  private static List<Long> seqs(TestSocket socket) {
    return socket.texts().stream()
        .filter(text -> text.startsWith("{\"seq\":"))
        .map(text -> Long.parseLong(text.replaceAll("\\{\"seq\":(\\d+).*", "$1")))
        .toList();
  }
}
