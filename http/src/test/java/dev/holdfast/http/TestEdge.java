package dev.holdfast.http;

import dev.holdfast.http.socket.Hub;
import dev.holdfast.http.webhook.WebhookSource;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real edge on a free port of this machine, in front of {@link FakeObjects}. */
final class TestEdge implements AutoCloseable {
  static final String TOKEN = "a-token-of-enough-length";

  final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  final FakeObjects objects;
  final Edge edge;
  private final EdgeSettings settings;

  TestEdge(EdgeSettings settings, WebhookSource... sources) {
    this.settings = settings;
    Hub hub = new Hub(settings.limits().sockets());
    this.objects = new FakeObjects(hub);
    this.edge =
        new Edge(
            settings,
            new Edge.Node(objects, objects, objects, FakeObjects.CATALOGUE, hub),
            new ObjectClient(objects, settings.askDeadline()),
            List.of(sources),
            List.of());
    edge.start().toCompletableFuture().join();
  }

  static TestEdge open() {
    return new TestEdge(EdgeSettings.loopback(0));
  }

  static TestEdge withToken() {
    return new TestEdge(EdgeSettings.loopback(0).tokens(TOKEN, "another-token-of-length"));
  }

  URI uri(String path) {
    String scheme = settings.tls().isPresent() ? "https" : "http";
    return URI.create(scheme + "://localhost:" + edge.port() + path);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> send(HttpRequest.Builder request) {
    try {
      return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    } catch (IOException | InterruptedException failure) {
      throw new AssertionError(failure);
    }
  }

  HttpResponse<String> get(String path) {
    return send(request(path));
  }

  HttpResponse<String> post(String path, String body) {
    return send(request(path).POST(HttpRequest.BodyPublishers.ofString(body)));
  }

  /** Sends bytes as they are and gives all that comes back until the server closes. */
  String raw(String text) {
    return raw(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  String raw(byte[] bytes) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), edge.port())) {
      socket.setSoTimeout(20_000);
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return new String(readAll(socket.getInputStream()), StandardCharsets.UTF_8);
    } catch (IOException failure) {
      throw new AssertionError(failure);
    }
  }

  /** Sends lines, each ended as HTTP ends them, and gives all that comes back. */
  String rawLines(String... lines) {
    return raw(String.join("\r\n", lines));
  }

  /** A request by raw bytes whose answer ends the connection. */
  String rawGet(String target, String... headers) {
    StringBuilder text = new StringBuilder("GET " + target + " HTTP/1.1\r\n");
    text.append("Host: localhost\r\nConnection: close\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    return raw(text.append("\r\n").toString());
  }

  private static byte[] readAll(InputStream in) throws IOException {
    try {
      return in.readAllBytes();
    } catch (java.net.SocketException reset) {
      return new byte[0];
    }
  }

  @Override
  public void close() {
    edge.drain().toCompletableFuture().orTimeout(20, TimeUnit.SECONDS).join();
    http.close();
  }
}
