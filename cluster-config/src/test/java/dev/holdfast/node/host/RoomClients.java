package dev.holdfast.node.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http.socket.Connection;
import dev.holdfast.http.socket.Hub;
import dev.holdfast.http.socket.SocketLimits;
import dev.holdfast.http.socket.SocketLink;
import dev.holdfast.http.socket.WireFrame;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Clients of one room at a node's hub, in place of the HTTP engine: they send numbered messages and
 * keep all they get.
 *
 * <p>Thread rule: one thread.
 */
final class RoomClients {
  final Hub hub = new Hub(SocketLimits.DEFAULTS);
  private final List<Client> clients = new ArrayList<>();
  private int sent;

  /** The engine's end of one socket. */
  private static final class Client implements Connection {
    final SocketLink link;
    final List<String> got = new ArrayList<>();
    int sent;

    Client(SocketLink link) {
      this.link = link;
      link.attach(this);
    }

    @Override
    public void outgoingReady() {
      // It reads when the test turns to it.
    }

    @Override
    public void incomingReady() {
      // It sends no more than the hub takes at once.
    }

    void read() {
      for (WireFrame frame = link.poll(); frame != null; frame = link.poll()) {
        got.add(((Frame.Text) frame.message()).text());
      }
    }
  }

  void open(ObjectId room, int count) {
    for (int i = 0; i < count; i++) {
      open(room, "/");
    }
  }

  void open(ObjectId object, String path) {
    Hub.Opening opening =
        hub.open(object, Request.of("GET", path, ""), "test", Optional.empty())
            .toCompletableFuture()
            .orTimeout(20, TimeUnit.SECONDS)
            .join();
    clients.add(new Client(((Hub.Opening.Accepted) opening).link()));
  }

  /** All go, and nothing was said. */
  void forget() {
    for (int i = 0; i < clients.size(); i++) {
      vanish(i);
    }
    clients.clear();
    sent = 0;
  }

  /** The connection of the client of this number ends. */
  void vanish(int number) {
    SocketLink.Closing closing = clients.get(number).link.closing();
    clients.get(number).link.gone(closing == null ? 1000 : closing.code(), "");
  }

  /** The code that the client of this number is told to end with; 0 for none. */
  int ended(int number) {
    SocketLink.Closing closing = clients.get(number).link.closing();
    return closing == null ? 0 : closing.code();
  }

  /** What the client of this number has got. */
  List<String> got(int number) {
    clients.get(number).read();
    return clients.get(number).got;
  }

  /** The client of this number sends that. */
  void say(int number, String text) {
    assertThat(clients.get(number).link.received(new Frame.Text(text))).isTrue();
  }

  /** The client of this number says its next word. */
  void say(int number) {
    Client client = clients.get(number);
    assertThat(client.link.received(new Frame.Text(number + ":" + ++client.sent))).isTrue();
    sent++;
  }

  /** Each of them does. */
  void sayEach() {
    for (int i = 0; i < clients.size(); i++) {
      say(i);
    }
  }

  /** Whether each has got as many messages as all have sent. */
  boolean haveGotAll() {
    clients.forEach(Client::read);
    return clients.stream().allMatch(client -> client.got.size() >= sent);
  }

  /** No socket is ended, and all have got all messages once, in one order and each sender's. */
  void requireWhole() {
    clients.forEach(Client::read);
    assertThat(hub.held()).isEqualTo(clients.size());
    List<String> first = clients.getFirst().got;
    assertThat(first).hasSize(sent);
    for (int i = 0; i < clients.size(); i++) {
      Client client = clients.get(i);
      assertThat(client.link.closing()).as("end of socket %d", i).isNull();
      assertThat(client.got).as("what socket %d got", i).isEqualTo(first);
      String begin = i + ":";
      assertThat(first.stream().filter(text -> text.startsWith(begin)))
          .containsExactlyElementsOf(words(i));
    }
  }

  private List<String> words(int number) {
    List<String> words = new ArrayList<>();
    for (int i = 1; i <= clients.get(number).sent; i++) {
      words.add(number + ":" + i);
    }
    return words;
  }
}
