package dev.holdfast.actors.chitty;

import static dev.holdfast.actors.chitty.ChittySessionTest.merge;
import static dev.holdfast.actors.chitty.ChittySessionTest.newOf;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.actors.chitty.SessionCommand.Delete;
import dev.holdfast.actors.chitty.SessionCommand.Read;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.ObjectEvent.SocketOpening;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.testing.TestNode;
import dev.holdfast.runtime.testing.TestObject;
import dev.holdfast.runtime.testing.TestSocket;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SessionSocketsTest {
  private static final String LIFE = "\"life\":1";

  @RegisterExtension final TestNode node = TestNode.of(Sessions.catalogue());

  private final TestObject<SessionCommand> session = node.object(ChittySession.TYPE, "s1");

  @Test
  void a_socket_gets_the_state_first_and_then_every_change() {
    session.ask(newOf("ada", "{\"a\":1}"));
    TestSocket socket = open("/");
    session.ask(merge("{\"a\":2}"));
    session.ask(merge("{\"b\":{\"c\":null}}"));
    assertThat(socket.texts())
        .containsExactly(
            "{\"version\":1," + LIFE + ",\"state\":{\"a\":1}}",
            "{\"version\":2,\"patch\":{\"a\":2}}",
            "{\"version\":3,\"patch\":{\"b\":{\"c\":null}}}");
  }

  @Test
  void who_comes_back_with_a_version_gets_what_was_missed_and_no_state() {
    session.ask(newOf("ada", "{\"a\":1}"));
    session.ask(merge("{\"a\":2}"));
    session.sleepAndWake();
    TestSocket socket = open("/?after=1");
    session.ask(merge("{\"a\":3}"));
    assertThat(socket.texts())
        .containsExactly(
            "{\"version\":2,\"patch\":{\"a\":2}}", "{\"version\":3,\"patch\":{\"a\":3}}");
    assertThat(open("/?after=3").texts()).isEmpty();
  }

  @Test
  void the_first_entry_is_the_whole_state_so_that_0_gets_all_there_ever_was() {
    session.ask(newOf("ada", "{\"a\":1}"));
    assertThat(open("/?after=0").texts()).containsExactly("{\"version\":1,\"patch\":{\"a\":1}}");
  }

  @Test
  void who_was_away_too_long_or_comes_from_the_future_or_another_life_gets_the_state() {
    session.ask(newOf("ada", "{}"));
    for (int i = 0; i < SessionBounds.CHANGES_KEPT_MAX; i++) {
      session.ask(merge("{\"n\":%d}".formatted(i)));
    }
    assertThat(open("/?after=1").texts()).hasSize(1000);
    String state = "{\"version\":1001," + LIFE + ",\"state\":{\"n\":999}}";
    assertThat(open("/?after=0").texts()).containsExactly(state);
    assertThat(open("/?after=1002").texts()).containsExactly(state);
    assertThat(open("/?after=9223372036854775807").texts()).containsExactly(state);
    assertThat(open("/?after=1001&life=7").texts()).containsExactly(state);
    assertThat(open("/?after=1001&life=1").texts()).isEmpty();
  }

  @Test
  void who_speaks_the_protocol_is_welcomed_and_told_where_changes_show_their_number() {
    session.ask(newOf("ada", "{\"a\":1}"));
    session.ask(merge("{\"a\":2}"));
    assertThat(welcomed("/").texts())
        .containsExactly(
            "{\"t\":\"welcome\",\"after\":2,\"tail\":2,\"life\":1,\"resumed\":false,"
                + "\"number\":\"version\",\"snapshot\":{\"a\":2}}");
    assertThat(welcomed("/?after=1&life=1").texts())
        .containsExactly(
            "{\"t\":\"welcome\",\"after\":1,\"tail\":2,\"life\":1,\"resumed\":true,"
                + "\"number\":\"version\"}",
            "{\"version\":2,\"patch\":{\"a\":2}}");
  }

  @Test
  void a_context_that_is_not_there_takes_no_socket() {
    var opening = new SocketOpening(new SocketId("hub", "1"), Request.of("GET", "/", ""));
    assertThat(session.deliver(opening))
        .isInstanceOfSatisfying(
            Answer.Refused.class,
            refused -> assertThat(refused.refusal().kind()).isEqualTo(Refusal.Kind.NOT_FOUND));
    assertThat(session.commits()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "", "x", "1e3", "9223372036854775808"})
  void a_malformed_after_is_refused(String after) {
    session.ask(newOf("ada", "{}"));
    Request request = Request.of("GET", "/?after=" + after, "");
    Answer answer = session.deliver(new SocketOpening(new SocketId("hub", "1"), request));
    assertThat(answer.toString()).contains("INVALID");
  }

  @Test
  void a_frame_merges_and_reaches_every_socket_and_its_sender_hears_of_its_own_by_id() {
    session.ask(newOf("ada", "{}"));
    TestSocket ada = open("/?after=1");
    TestSocket bob = open("/?after=1");
    ada.send("{\"patch\":{\"x\":1},\"ifVersion\":1,\"id\":\"m1\"}");
    bob.send("{\"patch\":{\"y\":2}}");
    assertThat(bob.texts())
        .containsExactly(
            "{\"version\":2,\"patch\":{\"x\":1}}", "{\"version\":3,\"patch\":{\"y\":2}}");
    assertThat(ada.texts())
        .containsExactlyInAnyOrder(
            "{\"version\":2,\"patch\":{\"x\":1}}",
            "{\"merged\":{\"id\":\"m1\",\"version\":2}}",
            "{\"version\":3,\"patch\":{\"y\":2}}");
    assertThat(session.ask(new Read()).metadata()).isEqualTo("{\"x\":1,\"y\":2}");
  }

  @Test
  void a_frame_for_another_version_is_refused_to_its_sender_alone() {
    session.ask(newOf("ada", "{}"));
    session.ask(merge("{\"n\":1}"));
    TestSocket ada = open("/?after=2");
    TestSocket bob = open("/?after=2");
    ada.send("{\"patch\":{\"n\":2},\"ifVersion\":1,\"id\":\"m1\"}");
    assertThat(ada.texts()).hasSize(1);
    assertThat(ada.texts().getFirst())
        .startsWith("{\"refused\":{\"detail\":\"the context is at version 2")
        .endsWith("\"id\":\"m1\",\"version\":2}}");
    assertThat(bob.texts()).isEmpty();
    assertThat(session.ask(new Read()).version()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "hello",
        "[]",
        "{}",
        "{\"patch\":1}",
        "{\"patch\":null}",
        "{\"patch\":{},\"more\":1}",
        "{\"patch\":{},\"ifVersion\":\"1\"}",
        "{\"patch\":{},\"ifVersion\":1.5}",
        "{\"patch\":{},\"ifVersion\":99999999999999999999}",
        "{\"patch\":{},\"id\":7}",
        "{\"patch\":{\"a\":\"\\ud800\"}}",
        "{\"patch\":{},\"patch\":{}}"
      })
  void a_malformed_frame_is_refused_and_the_socket_stays(String frame) {
    session.ask(newOf("ada", "{}"));
    TestSocket socket = open("/?after=1");
    socket.send(frame);
    assertThat(socket.texts()).hasSize(1);
    assertThat(socket.texts().getFirst()).startsWith("{\"refused\":{\"detail\":\"");
    assertThat(socket.isClosed()).isFalse();
    assertThat(session.ask(new Read()).version()).isEqualTo(1);
  }

  @Test
  void a_binary_frame_and_one_that_is_too_large_are_refused() {
    session.ask(newOf("ada", "{}"));
    TestSocket socket = open("/?after=1");
    socket.send(new Frame.Binary("{\"patch\":{}}".getBytes(UTF_8)));
    socket.send("{\"patch\":{\"a\":\"" + "x".repeat(SessionBounds.METADATA_BYTES_MAX) + "\"}}");
    socket.send("{\"patch\":{\"a\":\"" + "x".repeat(SessionBounds.BODY_BYTES_MAX) + "\"}}");
    assertThat(socket.texts())
        .hasSize(3)
        .allSatisfy(text -> assertThat(text).startsWith("{\"refused\":"));
    assertThat(session.ask(new Read()).version()).isEqualTo(1);
  }

  @Test
  void a_frame_that_changes_nothing_is_answered_by_its_id_and_reaches_nobody() {
    session.ask(newOf("ada", "{\"a\":1}"));
    TestSocket socket = open("/?after=1");
    socket.send("{\"patch\":{\"a\":1},\"id\":\"same\"}");
    assertThat(socket.texts()).containsExactly("{\"merged\":{\"id\":\"same\",\"version\":1}}");
  }

  @Test
  void a_frame_that_the_hub_repeats_is_merged_once() {
    session.ask(newOf("ada", "{}"));
    TestSocket socket = open("/?after=1");
    var frame = new Frame.Text("{\"patch\":{\"n\":1}}");
    socket.send(frame);
    session.ask(merge("{\"n\":2}"));
    socket.resend(frame);
    assertThat(session.ask(new Read()).metadata()).isEqualTo("{\"n\":2}");
  }

  @Test
  void sockets_stay_open_while_it_sleeps_and_close_when_it_is_deleted() {
    session.ask(newOf("ada", "{}"));
    TestSocket socket = open("/?after=1");
    node.advance(Duration.ofMinutes(2));
    assertThat(session.isAwake()).isFalse();
    socket.send("{\"patch\":{\"n\":1}}");
    assertThat(socket.texts()).containsExactly("{\"version\":2,\"patch\":{\"n\":1}}");
    session.send(new Delete(List.of()));
    assertThat(socket.isClosed()).isTrue();
    socket.send("{\"patch\":{\"n\":2}}");
    assertThat(session.refusalOf(new Read()).kind()).isEqualTo(Refusal.Kind.NOT_FOUND);
  }

  private TestSocket open(String path) {
    return session.open(Request.of("GET", path, ""));
  }

  private TestSocket welcomed(String path) {
    Request plain = Request.of("GET", path, "");
    Headers headers = Headers.NONE.with("sec-websocket-protocol", "holdfast.v1");
    return session.open(
        new Request(plain.method(), plain.path(), plain.query(), headers, plain.body()));
  }
}
