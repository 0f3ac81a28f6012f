package dev.holdfast.actors.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectEvent.SocketOpening;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.testing.ObjectTester;
import dev.holdfast.runtime.testing.TestSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RoomTest {
  private final ObjectTester<Message> room = ObjectTester.of(Room.TYPE);

  @Test
  void a_text_frame_reaches_every_socket_of_the_room_as_it_came() {
    TestSocket ada = open("/");
    TestSocket bob = open("/");
    ada.send("{ \"not\": touched }");
    bob.send("");
    assertThat(ada.texts()).containsExactly("{ \"not\": touched }", "");
    assertThat(bob.texts()).isEqualTo(ada.texts());
  }

  @Test
  void without_after_a_socket_gets_only_what_comes_from_then_on() {
    open("/").send("early");
    TestSocket late = open("/");
    late.send("now");
    assertThat(late.texts()).containsExactly("now");
  }

  @Test
  void after_replays_what_was_missed_and_then_goes_live() {
    TestSocket ada = open("/");
    ada.send("one");
    ada.send("two");
    room.sleepAndWake();
    TestSocket back = open("/?after=1");
    ada.send("three");
    assertThat(back.texts()).containsExactly("two", "three");
  }

  @Test
  void a_frame_that_the_hub_repeats_is_stored_once() {
    TestSocket ada = open("/");
    ada.send("one");
    ada.resend(new Frame.Text("one"));
    assertThat(ada.texts()).containsExactly("one");
  }

  @Test
  void a_binary_frame_closes_its_socket_and_reaches_nobody() {
    TestSocket ada = open("/");
    TestSocket bob = open("/");
    ada.send(new Frame.Binary(new byte[] {1}));
    assertThat(ada.isClosed()).isTrue();
    assertThat(bob.isClosed()).isFalse();
    assertThat(bob.frames()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"-1", "", "x", "1e3", "%2", "%ff", "0x1", "9223372036854775808", "+1", "\u0661"})
  void a_malformed_after_is_refused(String after) {
    assertThat(refusalOf("/?after=" + after)).contains("not a number");
  }

  @Test
  void an_after_past_the_newest_frame_is_of_another_life_and_gets_all_of_this_one() {
    open("/").send("one");
    TestSocket back = open("/?after=2");
    back.send("two");
    assertThat(back.texts()).containsExactly("one", "two");
  }

  private TestSocket open(String path) {
    return room.open(Request.of("GET", path, ""));
  }

  private String refusalOf(String path) {
    var opening = new SocketOpening(new SocketId("hub", "one"), Request.of("GET", path, ""));
    Answer answer = room.deliver(opening);
    assertThat(answer).isInstanceOf(Answer.Refused.class);
    Refusal refusal = ((Answer.Refused) answer).refusal();
    assertThat(refusal.kind()).isEqualTo(Refusal.Kind.INVALID);
    return refusal.detail();
  }
}
