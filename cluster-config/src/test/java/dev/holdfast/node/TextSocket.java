package dev.holdfast.node;

import java.net.URI;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A client's socket whose text messages the test takes one by one. */
final class TextSocket implements WebSocket.Listener {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final BlockingQueue<String> texts = new LinkedBlockingQueue<>();
  private final CompletableFuture<Integer> closed = new CompletableFuture<>();
  private final StringBuilder part = new StringBuilder();
  private final WebSocket socket;

  private TextSocket(RunningNode node, String path) {
    URI http = node.request(path).build().uri();
    this.socket =
        node.http
            .newWebSocketBuilder()
            .buildAsync(URI.create(http.toString().replaceFirst("^http", "ws")), this)
            .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
            .join();
  }

  /** Connects; throws when the node refuses. */
  static TextSocket open(RunningNode node, String path) {
    return new TextSocket(node, path);
  }

  void send(String text) {
    socket.sendText(text, true).join();
  }

  /** The next message; fails when none comes. */
  String next() throws InterruptedException {
    String text = texts.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    if (text == null) {
      throw new AssertionError("no message came within " + PATIENCE);
    }
    return text;
  }

  /** The code with which the node closes; fails when it does not. */
  int closeCode() {
    return closed.orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS).join();
  }

  void abort() {
    socket.abort();
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
    part.append(data);
    if (last) {
      texts.add(part.toString());
      part.setLength(0);
    }
    from.request(1);
    return null;
  }

  @Override
  public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
    closed.complete(code);
    return null;
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    closed.completeExceptionally(error);
  }
}
