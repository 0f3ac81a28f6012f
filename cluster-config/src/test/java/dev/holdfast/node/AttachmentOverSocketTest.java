package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Catalogue;
import java.net.URI;
import java.net.http.WebSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an object attaches to a socket, from end to end. */
class AttachmentOverSocketTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration PAUSE = Duration.ofMillis(20);

  @TempDir Path data;

  @Test
  void an_attachment_stays_with_its_socket_while_the_object_sleeps_and_goes_with_it() {
    try (RunningNode node = RunningNode.start(data, Catalogue.of(Probe.TYPE), Map.of(), Map.of())) {
      WebSocket ada = open(node, "ada");
      WebSocket bob = open(node, "bob");
      awaitNumber(node, "holdfast_objects_awake{type=\"probe\"}", 0);

      assertThat(node.get("/objects/probe/hall/attached").body())
          .isEqualTo("[guest]ada,[guest]bob");

      ada.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
      awaitNumber(node, "holdfast_edge_sockets", 1);
      assertThat(node.get("/objects/probe/hall/attached").body()).isEqualTo("[guest]bob");
      bob.abort();
    }
  }

  private static WebSocket open(RunningNode node, String name) {
    URI http = node.request("/objects/probe/hall?as=" + name).build().uri();
    URI uri = URI.create(http.toString().replaceFirst("^http", "ws"));
    return node.http
        .newWebSocketBuilder()
        .buildAsync(uri, new WebSocket.Listener() {})
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  private static void awaitNumber(RunningNode node, String metric, double wanted) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (node.metric(metric) != wanted) {
      assertThat(System.nanoTime()).as(metric).isLessThan(deadline);
      LockSupport.parkNanos(PAUSE.toNanos());
    }
  }
}
