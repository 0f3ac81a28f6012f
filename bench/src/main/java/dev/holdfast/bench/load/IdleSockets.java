package dev.holdfast.bench.load;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;

/** Sockets that stay open and say nothing but what answers a ping. Callable from any thread. */
public final class IdleSockets implements AutoCloseable {
  private static final long TURN_MILLIS = 100;

  private final AtomicInteger lost = new AtomicInteger();
  private final SocketLoop loop;
  private final Thread thread;
  private volatile boolean ending;

  private IdleSockets(InetSocketAddress server, IntFunction<String> paths, int count)
      throws IOException {
    loop = SocketLoop.open(server, paths, count, new Silence());
    thread = Thread.ofPlatform().daemon().name("idle-sockets").start(this::turn);
  }

  /** Opens them. */
  public static IdleSockets open(InetSocketAddress server, IntFunction<String> paths, int count)
      throws IOException {
    return new IdleSockets(server, paths, count);
  }

  private void turn() {
    try {
      while (!ending) {
        loop.turn(TURN_MILLIS);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** How many the server has closed. */
  public int lost() {
    return lost.get();
  }

  @Override
  public void close() throws IOException {
    ending = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    loop.close();
  }

  private final class Silence implements SocketLoop.Listener {
    @Override
    public void text(LoadSocket socket, byte[] bytes, int from, int length, long now) {
      // Nobody is to say anything; it would show as a socket that is not idle, not as a fault.
    }

    @Override
    public void closed(LoadSocket socket, int code, String reason) {
      lost.incrementAndGet();
    }
  }
}
