package dev.holdfast.node.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One page in a headless Chromium, driven by the DevTools protocol. */
final class Chromium implements AutoCloseable {
  private static final long WAIT_SECONDS_MAX = 30;

  /**
   * While the page is still coming, what is asked of the blank one before it ends without result.
   */
  private static final int NAVIGATIONS_MAX = 20;

  private static final String LISTENING = "DevTools listening on ";

  private static final List<Path> PLACES =
      List.of(
          Path.of("/usr/bin/chromium"),
          Path.of("/usr/bin/chromium-browser"),
          Path.of("/usr/bin/google-chrome"));

  private final Process process;
  private final WebSocket page;
  private final Replies replies;
  private final AtomicInteger lastId = new AtomicInteger();

  private Chromium(Process process, WebSocket page, Replies replies) {
    this.process = process;
    this.page = page;
    this.replies = replies;
  }

  static Optional<Path> installed() {
    return PLACES.stream().filter(Files::isExecutable).findFirst();
  }

  static Chromium open(Path program, Path profile, URI url)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--window-size=1200,900",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .start();
    URI devTools = devToolsOf(process);
    HttpClient http = HttpClient.newHttpClient();
    URI list = URI.create("http://%s/json/new?%s".formatted(devTools.getAuthority(), url));
    String made =
        http.send(
                HttpRequest.newBuilder(list).PUT(HttpRequest.BodyPublishers.noBody()).build(),
                HttpResponse.BodyHandlers.ofString())
            .body();
    Replies replies = new Replies();
    URI socket = URI.create(JsonText.read(made).get("webSocketDebuggerUrl").asText());
    WebSocket page = http.newWebSocketBuilder().buildAsync(socket, replies).join();
    return new Chromium(process, page, replies);
  }

  private static URI devToolsOf(Process process) throws IOException {
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(LISTENING)) {
        Thread.ofPlatform().daemon().start(() -> lines.lines().forEach(_ -> {}));
        return URI.create(line.substring(LISTENING.length()));
      }
    }
    throw new IllegalStateException("chromium ended before it listened");
  }

  /** Evaluates an expression, waiting for it if it is a promise; its value as text. */
  String evaluate(String expression) {
    Map<String, Object> params =
        Map.of("expression", expression, "awaitPromise", true, "returnByValue", true);
    JsonNode reply = command("Runtime.evaluate", params);
    for (int time = 0; reply.isMissingNode() && time < NAVIGATIONS_MAX; time++) {
      reply = command("Runtime.evaluate", params);
    }
    if (reply.has("exceptionDetails")) {
      throw new AssertionError("in the page: " + reply.get("exceptionDetails"));
    }
    return reply.get("result").path("value").asText();
  }

  /**
   * Waits until the condition holds in the page. Throws {@link AssertionError} when it never does.
   */
  void await(String condition) {
    String reached =
        evaluate(
            """
            new Promise(done => {
              const until = Date.now() + %d;
              const look = () => {
                if (%s) done('yes');
                else if (Date.now() > until) done(document.body.innerText);
                else requestAnimationFrame(look);
              };
              look();
            })
            """
                .formatted(TimeUnit.SECONDS.toMillis(WAIT_SECONDS_MAX / 2), condition));
    if (!reached.equals("yes")) {
      throw new AssertionError("never true: %s; the page shows: %s".formatted(condition, reached));
    }
  }

  /** Saves what the page looks like, for people. */
  void screenshot(Path png) throws IOException {
    JsonNode shot = command("Page.captureScreenshot", Map.of("format", "png"));
    Files.createDirectories(png.toAbsolutePath().getParent());
    Files.write(png, Base64.getDecoder().decode(shot.get("data").asText()));
  }

  private JsonNode command(String method, Map<String, Object> params) {
    int id = lastId.incrementAndGet();
    CompletableFuture<JsonNode> reply = new CompletableFuture<>();
    replies.waiting.put(id, reply);
    page.sendText(JsonText.write(Map.of("id", id, "method", method, "params", params)), true)
        .join();
    return reply.orTimeout(WAIT_SECONDS_MAX, TimeUnit.SECONDS).join().path("result");
  }

  @Override
  public void close() {
    page.abort();
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  private static final class Replies implements WebSocket.Listener {
    private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
    private final StringBuilder partial = new StringBuilder();

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      partial.append(text);
      if (last) {
        JsonNode message = JsonText.read(partial.toString());
        partial.setLength(0);
        CompletableFuture<JsonNode> reply = waiting.remove(message.path("id").asInt());
        if (reply != null) {
          reply.complete(message);
        }
      }
      socket.request(1);
      return null;
    }
  }
}
