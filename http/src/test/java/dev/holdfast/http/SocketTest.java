package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.SocketOrder;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class SocketTest {
  private static TestEdge edge;

  @BeforeAll
  static void start() {
    edge = TestEdge.open();
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  /** What a client hears. */
  private static final class Client implements WebSocket.Listener {
    final LinkedBlockingQueue<String> texts = new LinkedBlockingQueue<>();
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    final CompletableFuture<String> reason = new CompletableFuture<>();
    private final StringBuilder part = new StringBuilder();
    WebSocket socket;

    static Client at(TestEdge edge, String path) {
      Client client = new Client();
      URI uri = URI.create("ws://localhost:" + edge.edge.port() + path);
      client.socket = edge.http.newWebSocketBuilder().buildAsync(uri, client).join();
      return client;
    }

    @Override
    public CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        texts.add(part.toString());
        part.setLength(0);
      }
      webSocket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket webSocket, int statusCode, String reason) {
      this.reason.complete(reason);
      closed.complete(statusCode);
      return null;
    }

    @Override
    public void onError(WebSocket webSocket, Throwable error) {
      closed.completeExceptionally(error);
    }

    String next() {
      try {
        String text = texts.poll(10, TimeUnit.SECONDS);
        assertThat(text).as("a message within 10 s").isNotNull();
        return text;
      } catch (InterruptedException interrupted) {
        throw new AssertionError(interrupted);
      }
    }

    void say(String text) {
      socket.sendText(text, true).join();
    }
  }

  @Test
  void what_one_client_says_reaches_all_of_the_room_in_order() {
    Client ada = Client.at(edge, "/objects/room/order");
    Client bob = Client.at(edge, "/objects/room/order");
    for (int i = 0; i < 200; i++) {
      ada.say("line " + i);
    }
    for (int i = 0; i < 200; i++) {
      assertThat(ada.next()).isEqualTo("line " + i);
      assertThat(bob.next()).isEqualTo("line " + i);
    }
  }

  @Test
  void a_client_that_comes_back_gets_what_it_missed_and_then_what_is_new() {
    ObjectId room = new ObjectId("room", "missed");
    for (int i = 1; i <= 500; i++) {
      edge.objects.append(room, new Frame.Text("old " + i));
    }
    Client late = Client.at(edge, "/objects/room/missed?after=100");
    late.say("new");
    for (int i = 101; i <= 500; i++) {
      assertThat(late.next()).isEqualTo("old " + i);
    }
    assertThat(late.next()).isEqualTo("new");
  }

  @Test
  void a_long_message_arrives_whole_in_both_directions() {
    Client client = Client.at(edge, "/objects/room/long");
    String text = "ä".repeat(200_000);
    client.socket.sendText(text.substring(0, 70_000), false).join();
    client.socket.sendText(text.substring(70_000), true).join();
    assertThat(client.next()).isEqualTo(text);
  }

  @Test
  void a_message_over_the_limit_ends_the_socket_and_says_so() {
    Client client = Client.at(edge, "/objects/room/large");
    CompletableFuture<WebSocket> sent = client.socket.sendText("x".repeat((1 << 20) + 1), true);
    assertThat(sent).isNotNull();
    assertThat(client.closed).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(1009);
    assertThat(edge.objects.hub.sockets(new ObjectId("room", "large"))).isEmpty();
  }

  @Test
  void a_refused_socket_gets_an_HTTP_status() {
    assertThatThrownBy(() -> Client.at(edge, "/objects/closed/x"))
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(403));
  }

  @Test
  void the_object_learns_that_a_client_left() {
    Client client = Client.at(edge, "/objects/room/left");
    var id = edge.objects.hub.sockets(new ObjectId("room", "left")).getFirst().id();
    client.socket.sendClose(WebSocket.NORMAL_CLOSURE, "bye").join();
    LoadTest.waitFor(() -> edge.objects.closed.stream().anyMatch(gone -> gone.socket().equals(id)));
    assertThat(edge.objects.closed)
        .filteredOn(gone -> gone.socket().equals(id))
        .singleElement()
        .satisfies(gone -> assertThat(gone.code()).isEqualTo(1000))
        .satisfies(gone -> assertThat(gone.last()).isTrue());
  }

  @Test
  void the_object_learns_the_code_a_client_closes_with() {
    Client client = Client.at(edge, "/objects/room/code");
    var id = edge.objects.hub.sockets(new ObjectId("room", "code")).getFirst().id();
    client.socket.sendClose(4_001, "own reasons").join();
    LoadTest.waitFor(() -> edge.objects.closed.stream().anyMatch(gone -> gone.socket().equals(id)));
    assertThat(edge.objects.closed)
        .filteredOn(gone -> gone.socket().equals(id))
        .singleElement()
        .satisfies(gone -> assertThat(gone.code()).isEqualTo(4_001));
  }

  @Test
  void an_object_closes_a_socket_after_what_it_sent() {
    Client client = Client.at(edge, "/objects/room/closing");
    ObjectId room = new ObjectId("room", "closing");
    var id = edge.objects.hub.sockets(room).getFirst().id();
    edge.objects.hub.carryOut(
        room,
        List.of(
            new SocketOrder.Send(id, new Frame.Text("last words")),
            new SocketOrder.Close(id, 4_000, "over")));
    assertThat(client.next()).isEqualTo("last words");
    assertThat(client.closed).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(4000);
    assertThat(client.reason).isCompletedWithValue("over");
  }

  @Test
  void draining_tells_every_client_to_come_back() {
    try (TestEdge other = TestEdge.open()) {
      Client client = Client.at(other, "/objects/room/drain");
      CompletableFuture<Void> drained = other.edge.drain().toCompletableFuture();
      assertThat(client.closed).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(1012);
      assertThat(drained).succeedsWithin(Duration.ofSeconds(15));
    }
  }

  @Test
  void a_socket_of_a_protected_type_needs_the_token() {
    try (TestEdge guarded = TestEdge.withToken()) {
      assertThatThrownBy(() -> Client.at(guarded, "/objects/room/x"))
          .cause()
          .isInstanceOfSatisfying(
              WebSocketHandshakeException.class,
              refused -> assertThat(refused.getResponse().statusCode()).isEqualTo(401));
    }
  }
}
