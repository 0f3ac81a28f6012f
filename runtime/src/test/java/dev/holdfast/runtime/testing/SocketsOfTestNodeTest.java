package dev.holdfast.runtime.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.spi.Answer;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class SocketsOfTestNodeTest {
  @RegisterExtension final TestNode node = TestNode.of(TestedPresence.TYPE);
  private TestObject<Message> hall;

  @BeforeEach
  void reach() {
    hall = node.object(TestedPresence.TYPE, "hall");
  }

  private TestSocket open(String role) {
    return hall.open(Request.of("GET", "/?role=" + role, ""));
  }

  private String look() {
    return hall.request(Request.of("GET", "/", "")).text();
  }

  @Test
  void sockets_lost_with_a_node_are_told_once_at_the_next_wake() {
    open("host");
    node.restart();

    assertThat(look()).isEqualTo("lost [test-hub-1;] hosts []");
    hall.sleepAndWake();
    assertThat(look()).isEqualTo("lost [test-hub-1;] hosts []");
    node.restart();
    assertThat(look()).isEqualTo("lost [test-hub-1;] hosts []");
  }

  @Test
  void that_sockets_are_lost_and_what_is_decided_then_is_one_commit() {
    open("host");
    node.restart();
    long before = hall.commits();

    look();
    assertThat(hall.commits()).isEqualTo(before + 1);
    look();
    assertThat(hall.commits()).isEqualTo(before + 1);
  }

  @Test
  void a_handler_that_throws_is_told_again_at_the_next_wake_and_the_object_goes_on_meanwhile() {
    open("host");
    hall.request(Request.of("PUT", "/", ""));
    node.restart();

    assertThat(look()).isEqualTo("lost [] hosts []");
    hall.request(Request.of("DELETE", "/", ""));
    assertThat(look()).isEqualTo("lost [] hosts []");
    hall.sleepAndWake();
    assertThat(look()).isEqualTo("lost [test-hub-1;] hosts []");
  }

  @Test
  void sockets_opened_after_a_loss_are_those_of_the_new_node() {
    open("host");
    node.restart();
    TestSocket after = open("host");

    assertThat(look()).isEqualTo("lost [test-hub-1;] hosts [host]");
    hall.request(Request.of("POST", "/", ""));
    assertThat(after.texts()).containsExactly("posted");
  }

  @Test
  void an_object_with_sockets_sleeps_and_knows_them_by_their_tags_when_it_is_woken() {
    open("host");
    open("guest");
    node.advance(Duration.ofMinutes(1));

    assertThat(hall.isAwake()).isFalse();
    assertThat(look()).isEqualTo("lost [] hosts [host]");
  }

  @Test
  void an_automatic_answer_neither_wakes_the_object_nor_numbers_the_frame() {
    TestSocket socket = open("guest");
    hall.sleepAndWake();

    assertThat(socket.send("ping")).isEqualTo(new Answer.Done());
    assertThat(hall.isAwake()).isFalse();
    socket.send("here");
    assertThat(socket.texts()).containsExactly("pong", "here", "here");
  }

  @Test
  void frames_with_a_key_arrive_and_the_newest_of_each_key_can_be_asked_for() {
    TestSocket host = open("host");
    TestSocket guest = open("guest");
    guest.send("1,1");
    guest.send("2,2");

    assertThat(guest.latest("position")).contains(new Frame.Text("2,2"));
    assertThat(guest.latest("own")).contains(new Frame.Text("2,2"));
    assertThat(host.latest("own")).isEmpty();
    assertThat(host.latest("position-1")).contains(new Frame.Text("1,1"));
    assertThat(guest.latest("position-1")).isEmpty();
    assertThat(host.texts()).containsExactly("1,1", "1,1", "2,2", "2,2");
  }

  @Test
  void one_socket_more_than_the_type_allows_is_not_opened() {
    open("guest");
    TestSocket second = open("guest");
    open("guest");
    assertThatThrownBy(() -> open("guest")).isInstanceOf(AssertionError.class);
    second.close();
    assertThat(open("guest").isClosed()).isFalse();
  }
}
