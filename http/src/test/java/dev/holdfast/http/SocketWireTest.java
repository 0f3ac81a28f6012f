package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http.socket.SocketLimits;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.SocketOrder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes over the wire of a WebSocket, byte by byte. */
class SocketWireTest {
  private static final Duration SOON = Duration.ofMillis(200);
  private static TestEdge edge;

  @BeforeAll
  static void start() {
    edge = TestEdge.open();
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  static TestEdge with(SocketLimits limits) {
    return new TestEdge(
        EdgeSettings.loopback(0)
            .limits(Changed.of(EdgeLimits.DEFAULTS, Map.of("sockets", limits))));
  }

  private static ObjectId room(String name) {
    return new ObjectId("room", name);
  }

  @Test
  void the_switch_accepts_the_key_and_has_an_id() throws IOException {
    try (WireClient client = WireClient.open(edge, "/objects/room/a", "X-Request-Id: switch-1")) {
      assertThat(client.answer)
          .contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n")
          .containsIgnoringCase("upgrade: websocket\r\nConnection: Upgrade\r\n")
          .contains("x-request-id: switch-1")
          .doesNotContain("Content-Length");
    }
  }

  @Test
  void frames_that_come_with_the_handshake_are_not_lost() throws IOException {
    try (WireClient client = WireClient.open(edge, "/objects/room/early")) {
      byte[] both =
          WireClient.join(WireClient.frame(0x81, (byte) '1'), WireClient.frame(0x81, (byte) '2'));
      for (byte one : both) {
        client.raw(one);
      }
      assertThat(client.next().text()).isEqualTo("1");
      assertThat(client.next().text()).isEqualTo("2");
    }
  }

  @Test
  void frames_that_come_before_the_handshake_is_answered_are_frames() {
    try (TestEdge hasty = TestEdge.open()) {
      String handshake =
          String.join(
              "\r\n",
              "GET /objects/room/hasty HTTP/1.1",
              "Host: localhost",
              "Upgrade: websocket",
              "Connection: Upgrade",
              "Sec-WebSocket-Version: 13",
              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
              "",
              "");
      String answer =
          hasty.raw(
              WireClient.join(
                  handshake.getBytes(StandardCharsets.US_ASCII),
                  WireClient.frame(0x80 | WireClient.CLOSE, (byte) 3, (byte) 0xe8)));
      assertThat(answer).startsWith("HTTP/1.1 101 ").doesNotContain("HTTP/1.1 400");
      LoadTest.waitFor(() -> !hasty.objects.closed.isEmpty());
      assertThat(hasty.objects.closed.getFirst().code()).isEqualTo(1000);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 125, 126, 127, 65_535, 65_536, 1 << 20})
  void a_message_of_any_length_comes_back_as_it_was(int length) throws IOException {
    byte[] payload = new byte[length];
    for (int i = 0; i < length; i++) {
      payload[i] = (byte) (i * 31);
    }
    try (WireClient client = WireClient.open(edge, "/objects/room/length" + length)) {
      client.send(0x80 | WireClient.BINARY, payload);
      WireClient.Received back = client.next();
      assertThat(back.opcode()).isEqualTo(WireClient.BINARY);
      assertThat(back.last()).isTrue();
      assertThat(Arrays.equals(back.payload(), payload)).isTrue();
    }
  }

  @Test
  void a_message_in_parts_is_one_and_a_ping_between_them_is_answered() throws IOException {
    byte[] text = "hällo wörld".getBytes(StandardCharsets.UTF_8);
    try (WireClient client = WireClient.open(edge, "/objects/room/parts")) {
      client.send(WireClient.TEXT, Arrays.copyOf(text, 2));
      client.send(0x80 | WireClient.PING, (byte) 'p');
      assertThat(client.next())
          .satisfies(pong -> {
            assertThat(pong.opcode()).isEqualTo(WireClient.PONG);
            assertThat(pong.text()).isEqualTo("p");
          });
      client.send(0);
      client.send(0x80, Arrays.copyOfRange(text, 2, text.length));
      assertThat(client.next().text()).isEqualTo("hällo wörld");
    }
  }

  @Test
  void a_pong_that_nobody_asked_for_is_ignored() throws IOException {
    try (WireClient client = WireClient.open(edge, "/objects/room/pong")) {
      client.send(0x80 | WireClient.PONG, (byte) 'x');
      client.say("after");
      assertThat(client.next().text()).isEqualTo("after");
    }
  }

  @Test
  void a_replacement_character_that_was_sent_is_text() throws IOException {
    try (WireClient client = WireClient.open(edge, "/objects/room/replacement")) {
      client.say("a\uFFFDb");
      assertThat(client.next().text()).isEqualTo("a\uFFFDb");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1000, 1001, 1003, 1007, 1011, 1014, 3000, 4999})
  void a_close_is_answered_with_its_code_and_then_the_connection_ends(int code) throws IOException {
    try (WireClient client = WireClient.open(edge, "/objects/room/close" + code)) {
      client.close(code);
      WireClient.Received answer = client.next();
      assertThat(answer.closeCode()).isEqualTo(code);
      assertThat(answer.payload()).hasSize(2);
      assertThat(client.ended()).isTrue();
    }
  }

  @Test
  void a_close_without_code_is_answered_without_one_and_is_1005_to_the_object() throws IOException {
    try (WireClient client = WireClient.open(edge, "/objects/room/bare")) {
      var id = edge.objects.hub.sockets(room("bare")).getFirst().id();
      client.send(0x80 | WireClient.CLOSE);
      assertThat(client.next().payload()).isEmpty();
      LoadTest.waitFor(() ->
          edge.objects.closed.stream()
              .anyMatch(gone -> gone.socket().equals(id) && gone.code() == 1005));
    }
  }

  @ParameterizedTest
  @CsvSource({"ä, 61, ää", "€, 41, €€"})
  void a_long_reason_is_cut_to_123_bytes_at_a_character(String letter, int whole, String more)
      throws IOException {
    String name = "reason" + whole;
    try (WireClient client = WireClient.open(edge, "/objects/room/" + name)) {
      String reason = letter.repeat(whole) + more;
      edge.objects.hub.carryOut(room(name), List.of(new SocketOrder.CloseAll(4_000, reason)));
      WireClient.Received close = client.next();
      assertThat(close.closeCode()).isEqualTo(4_000);
      assertThat(close.closeReason()).isEqualTo(letter.repeat(whole));
    }
  }

  @Test
  void a_client_that_does_not_answer_a_close_is_cut_off() throws IOException {
    try (WireClient client = WireClient.open(edge, "/objects/room/rude")) {
      edge.objects.hub.carryOut(room("rude"), List.of(new SocketOrder.CloseAll(1_000, "")));
      assertThat(client.next().closeCode()).isEqualTo(1_000);
      client.say("I go on");
      assertThat(client.ended()).as("within 20 s").isTrue();
    }
  }

  @Test
  void a_client_that_reads_nothing_any_more_is_cut_off_after_its_socket_has_ended()
      throws IOException {
    try (WireClient blocked = WireClient.narrow(edge, "/objects/room/blocked");
        WireClient neighbour = WireClient.open(edge, "/objects/room/other")) {
      var id = edge.objects.hub.sockets(room("blocked")).getFirst().id();
      Frame large = new Frame.Binary(new byte[1 << 20]);
      LoadTest.waitFor(() -> {
        edge.objects.hub.carryOut(room("blocked"), List.of(new SocketOrder.Broadcast(large)));
        return edge.objects.hub.sockets(room("blocked")).isEmpty()
            || edge.objects.closed.stream().anyMatch(gone -> gone.socket().equals(id));
      });
      neighbour.say("unharmed");
      assertThat(neighbour.next().text()).isEqualTo("unharmed");
      assertThat(blocked.answer).startsWith("HTTP/1.1 101");
    }
  }

  @Test
  void a_silent_client_is_pinged_and_one_that_answers_stays() throws IOException {
    try (TestEdge quick =
            with(
                Changed.of(
                    SocketLimits.DEFAULTS,
                    Map.of("pingAfter", SOON, "deadAfter", SOON.multipliedBy(4))));
        WireClient client = WireClient.open(quick, "/objects/room/alive")) {
      long start = System.nanoTime();
      for (int i = 0; i < 6; i++) {
        assertThat(client.next().opcode()).isEqualTo(WireClient.PING);
        client.send(0x80 | WireClient.PONG);
      }
      assertThat(System.nanoTime() - start).isGreaterThan(SOON.multipliedBy(5).toNanos());
      client.say("here");
      assertThat(client.next().text()).isEqualTo("here");
    }
  }

  @Test
  void a_client_that_has_vanished_is_gone_with_1006_without_waking_anybody() throws IOException {
    try (TestEdge quick =
            with(
                Changed.of(
                    SocketLimits.DEFAULTS,
                    Map.of("pingAfter", SOON, "deadAfter", SOON.multipliedBy(3))));
        WireClient client = WireClient.open(quick, "/objects/room/dead")) {
      assertThat(client.next().opcode()).isEqualTo(WireClient.PING);
      int before = quick.objects.delivered.size();
      assertThat(client.ended()).isTrue();
      LoadTest.waitFor(() -> !quick.objects.closed.isEmpty());
      assertThat(quick.objects.closed.getFirst().code()).isEqualTo(1006);
      assertThat(quick.objects.delivered).hasSize(before + 1);
    }
  }

  @Test
  void a_client_that_takes_nothing_is_gone_although_it_goes_on_sending() throws IOException {
    try (TestEdge quick =
            with(
                Changed.of(
                    SocketLimits.DEFAULTS,
                    Map.of("pingAfter", SOON, "deadAfter", SOON.multipliedBy(3))));
        WireClient client = WireClient.narrow(quick, "/objects/room/deaf")) {
      Frame large = new Frame.Binary(new byte[1 << 20]);
      for (int i = 0; i < 3; i++) {
        quick.objects.hub.carryOut(room("deaf"), List.of(new SocketOrder.Broadcast(large)));
      }
      LoadTest.waitFor(() -> {
        try {
          client.send(0x80 | WireClient.PONG);
        } catch (IOException cut) {
          // As it should.
        }
        return !quick.objects.closed.isEmpty();
      });
      assertThat(quick.objects.closed.getFirst().code()).isEqualTo(1006);
    }
  }

  @Test
  void a_client_that_we_do_not_read_from_is_not_taken_for_dead() throws IOException {
    SocketLimits limits =
        Changed.of(
            SocketLimits.DEFAULTS, Map.of("pingAfter", SOON, "deadAfter", SOON.multipliedBy(2)));
    try (TestEdge quick = with(limits);
        WireClient client = WireClient.open(quick, "/objects/room/full")) {
      var gate = new java.util.concurrent.CompletableFuture<Void>();
      quick.objects.gate = gate;
      for (int i = 0; i < 100; i++) {
        client.say("line " + i);
      }
      long end = System.nanoTime() + SOON.multipliedBy(8).toNanos();
      LoadTest.waitFor(() -> System.nanoTime() > end);
      assertThat(quick.objects.hub.sockets(room("full"))).hasSize(1);
      gate.complete(null);
      WireClient.Received next = client.next();
      while (next.opcode() == WireClient.PING) {
        client.send(0x80 | WireClient.PONG);
        next = client.next();
      }
      assertThat(next.text()).startsWith("line ");
    }
  }
}
