package dev.holdfast.actors.chat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.actors.Presence;
import dev.holdfast.actors.Welcome;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.ObjectEvent.SocketOpening;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.testing.ObjectTester;
import dev.holdfast.runtime.testing.TestNode;
import dev.holdfast.runtime.testing.TestSocket;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatPresenceTest {
  @RegisterExtension final TestNode node = TestNode.of(ChatSession.TYPE);

  private final ObjectTester<ChatCommand> chat = ObjectTester.of(ChatSession.TYPE, "web/lobby");

  @Test
  void who_comes_learns_who_is_there_and_the_others_learn_of_it() {
    TestSocket ada = open("Ada");
    TestSocket bob = open("Bob");
    assertThat(last(bob)).isEqualTo("{\"t\":\"presence\",\"here\":[\"Ada\",\"Bob\"],\"count\":2}");
    assertThat(last(ada)).isEqualTo("{\"t\":\"joined\",\"who\":\"Bob\",\"count\":2}");
    bob.close();
    assertThat(last(ada)).isEqualTo("{\"t\":\"left\",\"who\":\"Bob\",\"count\":1}");
  }

  @Test
  void two_windows_of_one_person_count_once_and_the_last_one_closed_is_the_leaving() {
    TestSocket bob = open("Bob");
    TestSocket one = open("Ada");
    TestSocket two = open("Ada");
    int told = bob.texts().size();
    assertThat(last(two)).endsWith("\"count\":2}");
    one.close();
    assertThat(bob.texts()).hasSize(told);
    two.close();
    assertThat(last(bob)).isEqualTo("{\"t\":\"left\",\"who\":\"Ada\",\"count\":1}");
  }

  @Test
  void the_object_may_sleep_meanwhile_and_stores_nothing_of_it() {
    TestSocket ada = open("Ada");
    long commits = chat.commits();
    TestSocket bob = open("Bob");
    chat.sleepAndWake();
    TestSocket cy = open("Cy");
    assertThat(last(cy)).contains("[\"Ada\",\"Bob\",\"Cy\"]");
    chat.sleepAndWake();
    bob.close();
    assertThat(last(ada)).contains("\"left\"", "\"Bob\"");
    assertThat(chat.commits()).isEqualTo(commits);
  }

  @Test
  void who_was_there_by_a_node_that_died_is_there_no_more() {
    var room = node.object(ChatSession.TYPE, "web/lobby");
    room.open(speaking("/?as=Ada"));
    room.open(speaking("/?as=Bob"));
    node.restart();
    TestSocket back = room.open(speaking("/?as=Ada"));
    assertThat(last(back)).endsWith("\"here\":[\"Ada\"],\"count\":1}");
  }

  @Test
  void clients_without_the_protocol_are_present_but_never_told() {
    TestSocket ada = open("Ada");
    TestSocket plain = chat.open(Request.of("GET", "/?as=Old", ""));
    assertThat(last(ada)).isEqualTo("{\"t\":\"joined\",\"who\":\"Old\",\"count\":2}");
    open("Bob");
    assertThat(plain.frames()).isEmpty();
    plain.close();
    assertThat(last(ada)).isEqualTo("{\"t\":\"left\",\"who\":\"Old\",\"count\":2}");
  }

  @Test
  void who_gives_no_name_looks_on() {
    TestSocket ada = open("Ada");
    int told = ada.texts().size();
    TestSocket looker = chat.open(speaking("/"));
    assertThat(last(looker)).isEqualTo("{\"t\":\"presence\",\"here\":[\"Ada\"],\"count\":1}");
    looker.close();
    assertThat(ada.texts()).hasSize(told);
  }

  @Test
  void a_list_has_at_most_its_bound_of_names_and_the_count_is_exact() {
    for (int i = 0; i < Presence.NAMES_MAX; i++) {
      open("n%03d".formatted(i));
    }
    TestSocket late = open("z");
    String list = last(late);
    assertThat(list).endsWith("\"count\":101}").doesNotContain("\"z\"");
    assertThat(list.split("\"n")).hasSize(Presence.NAMES_MAX + 1);
  }

  @Test
  void names_are_quoted_as_json() {
    TestSocket ada = open("A\"d\\a");
    assertThat(last(ada)).contains("[\"A\\\"d\\\\a\"]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "a\nb", "a\u0000", "TOO-LONG"})
  void what_is_no_name_is_refused(String name) {
    String given = name.equals("TOO-LONG") ? "x".repeat(Presence.NAME_CHARS_MAX + 1) : name;
    String encoded = URLEncoder.encode(given, StandardCharsets.UTF_8);
    Answer answer =
        chat.deliver(new SocketOpening(new SocketId("hub", "one"), speaking("/?as=" + encoded)));
    assertThat(answer).isInstanceOf(Answer.Refused.class);
  }

  private TestSocket open(String name) {
    return chat.open(speaking("/?as=" + URLEncoder.encode(name, StandardCharsets.UTF_8)));
  }

  private static Request speaking(String path) {
    Request plain = Request.of("GET", path, "");
    Headers headers = Headers.NONE.with("sec-websocket-protocol", Welcome.PROTOCOL);
    return new Request("GET", plain.path(), plain.query(), headers, new byte[0]);
  }

  private static String last(TestSocket socket) {
    List<String> texts = socket.texts();
    return texts.getLast();
  }
}
