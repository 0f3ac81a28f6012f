package dev.holdfast.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;

/**
 * Many WebSockets on one selector and one buffer: one thread parses a million small frames a
 * second, which leaves the rest of two cores to the server.
 *
 * <p>Thread rule: confined to whoever turns it.
 */
public final class SocketLoop implements AutoCloseable {
  /** Openings under way: enough to keep a server busy, fewer than a listener's backlog. */
  private static final int OPENING_MAX = 64;

  private static final Duration OPEN_MAX = Duration.ofSeconds(30);
  private static final int BUFFER_BYTES = 256 << 10;

  /** What happens at the sockets, on the thread that turns the loop. */
  public interface Listener {
    /** The server has switched protocols. */
    default void opened(LoadSocket socket) {}

    /**
     * A text came.
     *
     * @param bytes its UTF-8, from {@code from} on; good until this returns
     * @param now when it was read, by {@link System#nanoTime}
     */
    void text(LoadSocket socket, byte[] bytes, int from, int length, long now) throws IOException;

    /** The server ended it: with a close frame, or 1006 without. */
    void closed(LoadSocket socket, int code, String reason);
  }

  private final Selector selector = Selector.open();
  private final Listener listener;
  private final List<LoadSocket> sockets = new ArrayList<>();
  private final byte[] buffer = new byte[BUFFER_BYTES];
  private int opened;

  private SocketLoop(Listener listener) throws IOException {
    this.listener = listener;
  }

  /**
   * Opens sockets and returns when all are. What they get meanwhile is handed on at once.
   *
   * @param paths the path of each, by its number
   * @throws IOException when one is refused, or does not open in time
   */
  public static SocketLoop open(
      InetSocketAddress server, IntFunction<String> paths, int count, Listener listener)
      throws IOException {
    SocketLoop loop = new SocketLoop(listener);
    try {
      loop.openAll(server, paths, count);
      return loop;
    } catch (IOException | RuntimeException e) {
      loop.close();
      throw e;
    }
  }

  private void openAll(InetSocketAddress server, IntFunction<String> paths, int count)
      throws IOException {
    long progress = System.nanoTime();
    for (int before = 0; opened < count; before = opened) {
      while (sockets.size() < count && sockets.size() - opened < OPENING_MAX) {
        int number = sockets.size();
        sockets.add(LoadSocket.connect(number, server, paths.apply(number), selector));
      }
      turn(100);
      if (opened > before) {
        progress = System.nanoTime();
      } else if (System.nanoTime() - progress > OPEN_MAX.toNanos()) {
        throw new IOException("%d of %d sockets opened, then none".formatted(opened, count));
      }
    }
  }

  /** The socket of this number. */
  public LoadSocket socket(int number) {
    return sockets.get(number);
  }

  /** Waits until something happens, at most so long (0: not at all), and handles it. */
  public void turn(long millisMax) throws IOException {
    try {
      int _ =
          millisMax == 0
              ? selector.selectNow(this::ready)
              : selector.select(this::ready, millisMax);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void ready(SelectionKey key) {
    try {
      ((LoadSocket) key.attachment()).ready(buffer, counting);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private final Listener counting =
      new Listener() {
        @Override
        public void opened(LoadSocket socket) {
          opened++;
          listener.opened(socket);
        }

        @Override
        public void text(LoadSocket socket, byte[] bytes, int from, int length, long now)
            throws IOException {
          listener.text(socket, bytes, from, length, now);
        }

        @Override
        public void closed(LoadSocket socket, int code, String reason) {
          listener.closed(socket, code, reason);
        }
      };

  /** Says goodbye at each socket and closes it. */
  @Override
  public void close() throws IOException {
    for (LoadSocket socket : sockets) {
      socket.close();
    }
    selector.close();
  }
}
