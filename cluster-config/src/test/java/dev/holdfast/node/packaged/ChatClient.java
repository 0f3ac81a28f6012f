package dev.holdfast.node.packaged;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A chat's WebSocket client. */
final class ChatClient implements WebSocket.Listener, AutoCloseable {
  private static final long FRAME_SECONDS_MAX = 20;

  private final BlockingQueue<String> frames = new LinkedBlockingQueue<>();
  private final StringBuilder partial = new StringBuilder();
  private @Nullable WebSocket socket;

  static ChatClient open(HttpClient http, URI node, String chat, long after) {
    ChatClient client = new ChatClient();
    URI url =
        URI.create(
            "ws://%s/api/v1/chats/%s/socket?after=%d".formatted(node.getAuthority(), chat, after));
    client.socket = http.newWebSocketBuilder().buildAsync(url, client).join();
    return client;
  }

  @Override
  public @Nullable CompletionStage<?> onText(WebSocket webSocket, CharSequence data, boolean last) {
    partial.append(data);
    if (last) {
      frames.add(partial.toString());
      partial.setLength(0);
    }
    webSocket.request(1);
    return null;
  }

  /** The next frames, waiting for them. */
  List<String> take(int count) throws InterruptedException {
    List<String> taken = new ArrayList<>();
    while (taken.size() < count) {
      String frame = frames.poll(FRAME_SECONDS_MAX, TimeUnit.SECONDS);
      if (frame == null) {
        throw new AssertionError(
            "only %d of %d frames came: %s".formatted(taken.size(), count, taken));
      }
      taken.add(frame);
    }
    return taken;
  }

  /** What has come and was not taken. */
  List<String> rest() {
    return List.copyOf(frames);
  }

  @Override
  public void close() {
    if (socket != null) {
      socket.abort();
    }
  }

  static HttpResponse<String> post(HttpClient http, URI url, String secret, String body)
      throws IOException, InterruptedException {
    return http.send(
        HttpRequest.newBuilder(url)
            .header("content-type", "application/json")
            .header("x-telegram-bot-api-secret-token", secret)
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }
}
