package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http.socket.SocketLimits;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Many clients that each begin a message and do not end it. */
class UnfinishedMessagesTest {
  private static final int MAX = 64_000;

  private TestEdge edge;

  @BeforeEach
  void start() {
    edge = SocketWireTest.with(Changed.of(SocketLimits.DEFAULTS, Map.of("heldBytesMax", 2L * MAX)));
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  private WireClient open() throws IOException {
    return WireClient.open(edge, "/objects/room/begun");
  }

  private static void begin(WireClient client, boolean fragments) throws IOException {
    if (fragments) {
      client.send(WireClient.TEXT, new byte[MAX - 4_000]);
    } else {
      client.raw(WireClient.header(0x80 | WireClient.TEXT, MAX));
      client.raw(new byte[MAX - 4_000]);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void cannot_take_the_memory_of_the_others(boolean fragments) throws IOException {
    try (WireClient first = open();
        WireClient second = open();
        WireClient neighbour = open()) {
      begin(first, fragments);
      begin(second, fragments);
      LoadTest.waitFor(() -> !edge.objects.closed.isEmpty());
      assertThat(edge.objects.closed.getFirst().code()).isEqualTo(1013);
      neighbour.say("small");
      assertThat(neighbour.next().text()).isEqualTo("small");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void leave_room_when_they_are_gone(boolean fragments) throws IOException {
    try (WireClient first = open()) {
      begin(first, fragments);
    }
    LoadTest.waitFor(() -> edge.objects.hub.held() == 0);
    try (WireClient next = open()) {
      String text = "x".repeat(MAX - 4_000);
      next.say(text);
      assertThat(next.next().text()).isEqualTo(text);
    }
  }
}
