package dev.holdfast.bench.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/**
 * Sockets of one room, some of which send while all count what they get. One thread for all of it.
 * Each frame says when it was to be sent, so that a server that falls behind cannot hide it.
 */
public final class BroadcastLoad implements SocketLoop.Listener {
  private static final Duration LEAD_IN = Duration.ofSeconds(1);
  private static final Duration DRAIN_MAX = Duration.ofSeconds(20);
  private static final double NANOS = 1e9;

  /**
   * What to send.
   *
   * @param sockets in the room
   * @param senders how many of them send
   * @param window frames that each sender has on their way to itself, which finds the greatest
   *     rate; 0 to send at a steady one
   * @param perSecond frames sent a second, by all senders in turn; 0 with a window
   * @param time how long is measured
   */
  public record Shape(int sockets, int senders, int window, double perSecond, Duration time) {
    /** As fast as the server takes it. */
    public static Shape greatest(int sockets, int senders, int window, Duration time) {
      return new Shape(sockets, senders, window, 0, time);
    }

    /** At a steady rate of frames delivered, whatever the server makes of it. */
    public static Shape steady(int sockets, int senders, double delivered, Duration time) {
      return new Shape(sockets, senders, 0, delivered / sockets, time);
    }
  }

  private enum Phase {
    LEAD_IN,
    MEASURE,
    DRAIN
  }

  private final Shape shape;
  private final BroadcastCheck check;
  private final SocketLoop loop;
  private final int[] nextOf;
  private final Latencies each = new Latencies();
  private final Latencies last = new Latencies();
  private final long base = System.nanoTime();
  private Phase phase = Phase.LEAD_IN;
  private long sent;
  private long gotBefore;
  private long measuredFrom;
  private long cpuBefore;

  private BroadcastLoad(InetSocketAddress server, String path, Shape shape) throws IOException {
    this.shape = shape;
    this.check = new BroadcastCheck(shape.sockets(), shape.senders());
    this.nextOf = new int[shape.senders()];
    this.loop = SocketLoop.open(server, _ -> path, shape.sockets(), this);
  }

  /** Runs to its end and closes the sockets. */
  public static BroadcastResult run(InetSocketAddress server, String path, Shape shape)
      throws IOException {
    return run(server, path, shape, () -> false);
  }

  /**
   * The same, but ends measuring early.
   *
   * @param enough whether it may; asked all the time
   */
  public static BroadcastResult run(
      InetSocketAddress server, String path, Shape shape, BooleanSupplier enough)
      throws IOException {
    BroadcastLoad load = new BroadcastLoad(server, path, shape);
    try (SocketLoop _ = load.loop) {
      return load.run(enough);
    }
  }

  private BroadcastResult run(BooleanSupplier enough) throws IOException {
    long begin = System.nanoTime();
    for (int i = 0; i < shape.window() * shape.senders(); i++) {
      send(i % shape.senders(), begin);
    }
    turnUntil(begin, begin + LEAD_IN.toNanos(), () -> false);
    phase = Phase.MEASURE;
    measuredFrom = System.nanoTime();
    gotBefore = check.got();
    cpuBefore = cpuNanos();
    turnUntil(begin, measuredFrom + shape.time().toNanos(), enough);
    double nanos = System.nanoTime() - measuredFrom;
    double share = (cpuNanos() - cpuBefore) / nanos;
    long delivered = check.got() - gotBefore;
    drain();
    return new BroadcastResult(
        sent, delivered, nanos / NANOS, check.faults(sent), each, last, share);
  }

  private void turnUntil(long begin, long end, BooleanSupplier enough) throws IOException {
    for (long now = System.nanoTime();
        now < end && !enough.getAsBoolean();
        now = System.nanoTime()) {
      if (shape.window() == 0) {
        sendDue(begin, now);
      }
      loop.turn(1);
    }
  }

  private void sendDue(long begin, long now) throws IOException {
    for (long due = due(begin); due <= now; due = due(begin)) {
      send((int) (sent % shape.senders()), due);
    }
  }

  private long due(long begin) {
    return begin + (long) (sent / shape.perSecond() * NANOS);
  }

  private void send(int sender, long due) throws IOException {
    loop.socket(sender).send(BroadcastFrame.of(sender, nextOf[sender]++, due - base));
    sent++;
  }

  private void drain() throws IOException {
    phase = Phase.DRAIN;
    long end = System.nanoTime() + DRAIN_MAX.toNanos();
    while (check.got() < sent * shape.sockets() && System.nanoTime() < end) {
      loop.turn(10);
    }
  }

  private static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  @Override
  public void text(LoadSocket socket, byte[] bytes, int from, int length, long now)
      throws IOException {
    if (!BroadcastFrame.isOne(bytes, from, length)) {
      check.fault(
          "socket %d got %s".formatted(socket.number(), BroadcastFrame.shown(bytes, from, length)));
      return;
    }
    int sender = BroadcastFrame.sender(bytes, from);
    boolean all = check.got(socket.number(), sender, BroadcastFrame.number(bytes, from));
    if (phase == Phase.MEASURE) {
      long nanos = now - base - BroadcastFrame.nanos(bytes, from);
      each.record(nanos);
      if (all) {
        last.record(nanos);
      }
    }
    if (sender == socket.number() && shape.window() > 0 && phase != Phase.DRAIN) {
      send(sender, now);
    }
  }

  @Override
  public void closed(LoadSocket socket, int code, String reason) {
    check.fault("socket %d was closed: %d %s".formatted(socket.number(), code, reason));
  }
}
