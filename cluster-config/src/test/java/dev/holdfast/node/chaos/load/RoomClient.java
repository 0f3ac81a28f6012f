package dev.holdfast.node.chaos.load;

import dev.holdfast.node.chaos.check.FeedCheck;
import dev.holdfast.node.chaos.cluster.Cluster;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * A client of a room that comes back, at whichever node is ready, with the number of frames it has,
 * when its connection ends or shows it nothing of what it sent.
 *
 * <p>Thread rule: one thread for {@link #step} and {@link #keepUp}; any asks what it has got.
 */
final class RoomClient {
  private static final Duration CONNECT_MAX = Duration.ofSeconds(3);

  /** Past it the client takes its connection for dead. */
  private static final Duration ECHO_MAX = Duration.ofSeconds(5);

  private final Edges edges;
  private final String room;
  private final String name;
  private final List<String> got = new ArrayList<>();
  private Optional<Connection> current = Optional.empty();
  private int connections;
  private long sent;

  RoomClient(Edges edges, String room, String name) {
    this.edges = edges;
    this.room = room;
    this.name = name;
  }

  /** Sends a frame and waits until it comes back, connecting first where that is needed. */
  void step() {
    Optional<Connection> connection = connected();
    if (connection.isPresent()) {
      say(connection.get(), FeedCheck.frame(name, connections, ++sent));
    }
  }

  /** Only listens; connects where that is needed. */
  void keepUp() {
    var _ = connected();
  }

  private void say(Connection connection, String frame) {
    try {
      connection.socket.sendText(frame, true).get(ECHO_MAX.toMillis(), TimeUnit.MILLISECONDS);
      if (!awaits(frame)) {
        drop(connection);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception broken) {
      drop(connection);
    }
  }

  private boolean awaits(String frame) throws InterruptedException {
    long until = System.nanoTime() + ECHO_MAX.toNanos();
    synchronized (got) {
      int seen = Math.max(0, got.size() - 1_000);
      while (!got.subList(seen, got.size()).contains(frame)) {
        long left = (until - System.nanoTime()) / 1_000_000;
        if (left <= 0 || current.isEmpty()) {
          return false;
        }
        got.wait(left);
      }
    }
    return true;
  }

  private Optional<Connection> connected() {
    Optional<URI> node;
    Connection next;
    int after;
    synchronized (got) {
      if (current.isPresent()) {
        return current;
      }
      node = edges.any(-1);
      next = new Connection();
      after = got.size();
    }
    return node.flatMap(url -> connect(url, next, after));
  }

  private Optional<Connection> connect(URI node, Connection next, int after) {
    String url = node.resolve("/objects/room/%s?after=%d".formatted(room, after)).toString();
    HttpClient http = edges.http();
    synchronized (got) {
      // Before it is open: the first frames may be there before we are told that it is.
      current = Optional.of(next);
    }
    try {
      next.socket =
          http.newWebSocketBuilder()
              .header("Authorization", "Bearer " + Cluster.TOKEN)
              .connectTimeout(CONNECT_MAX)
              .buildAsync(URI.create(url.replaceFirst("^http", "ws")), next)
              .get(2 * CONNECT_MAX.toMillis(), TimeUnit.MILLISECONDS);
      connections++;
      return Optional.of(next);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception refused) {
      // By a node that ends, or that lost its object: the next one may take us.
    }
    drop(next);
    return Optional.empty();
  }

  private void drop(Connection connection) {
    synchronized (got) {
      if (current.filter(connection::equals).isPresent()) {
        current = Optional.empty();
      }
      got.notifyAll();
    }
    if (connection.socket != null) {
      connection.socket.abort();
    }
  }

  /** All frames so far. */
  List<String> got() {
    synchronized (got) {
      return List.copyOf(got);
    }
  }

  boolean has(String frame) {
    synchronized (got) {
      return got.subList(Math.max(0, got.size() - 1_000), got.size()).contains(frame);
    }
  }

  int connections() {
    return connections;
  }

  void close() {
    synchronized (got) {
      current.ifPresent(this::drop);
    }
  }

  private final class Connection implements WebSocket.Listener {
    private final StringBuilder part = new StringBuilder();
    private volatile WebSocket socket;

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      part.append(data);
      if (last) {
        synchronized (got) {
          if (current.filter(this::equals).isPresent()) {
            got.add(part.toString());
            got.notifyAll();
          }
        }
        part.setLength(0);
      }
      from.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
      drop(this);
      return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
      drop(this);
    }
  }
}
