package dev.holdfast.http.socket;

import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.spi.LogFrames;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One socket. Its monitor guards what leaves for the client (outbox, log position, end); messages
 * in have a queue of their own. No call to the gateway is ever made inside the monitor, because a
 * gateway may call back into the hub for other sockets.
 */
final class HubSocket implements SocketLink {
  private static final long READ_PAUSE_MILLIS = 100;

  final ObjectId object;
  final SocketId id;
  final String correlation;

  private final Hub hub;
  private final SocketLimits limits;
  private final FrameSender frames;

  // Guarded by this.
  private final Outbox outbox;
  private Set<String> tags = Set.of();
  private byte[] attachment = new byte[0];
  private @Nullable Follower follower;
  private @Nullable Connection connection;
  private boolean accepted;
  private boolean awaited;
  private boolean ended;
  private boolean gone;
  private int closeCode = ControlFrames.BROKEN;
  private String closeReason = "";

  HubSocket(Hub hub, ObjectId object, SocketId id, String correlation, SocketLimits limits) {
    this.hub = hub;
    this.object = object;
    this.id = id;
    this.correlation = correlation;
    this.limits = limits;
    this.outbox = new Outbox(limits.queueFramesMax(), limits.queueBytesMax());
    this.frames = new FrameSender(hub, this, limits);
  }

  // Orders of the object.

  synchronized void accept(SocketOrder.Open open) {
    accepted = true;
    tags = open.tags();
    attachment = open.attachment();
    open.greeting().ifPresent(frame -> send(WireFrame.of(frame)));
    open.following().ifPresent(following -> follower = new Follower(following));
    catchUp();
  }

  synchronized void send(WireFrame frame) {
    if (ended || !accepted) {
      return;
    }
    if (!outbox.offer(frame)) {
      // What is queued already stays, so that the client gets a prefix and learns why it ends.
      end(ControlFrames.TRY_LATER, "you read too slowly; reconnect and catch up");
      return;
    }
    wake();
  }

  void sendTagged(String tag, WireFrame frame) {
    if (tagged(tag)) {
      send(frame);
    }
  }

  synchronized void grown(SocketOrder.LogGrown grown, List<Follower.Entry> entries) {
    if (follower != null && !ended) {
      follower.grown(grown, entries, outbox);
      catchUp();
      wake();
    }
  }

  synchronized void retag(Set<String> other) {
    tags = other;
  }

  synchronized void attach(byte[] other) {
    attachment = other;
  }

  /** Ends the socket after what was queued. */
  synchronized void end(int code, String reason) {
    if (ended) {
      return;
    }
    ended = true;
    closeCode = code;
    closeReason = reason;
    wake();
  }

  synchronized void refused(long number, String detail) {
    send(WireFrame.of(ControlFrames.refused(number, detail)));
  }

  synchronized boolean open() {
    return accepted && !gone;
  }

  synchronized SocketInfo info() {
    return new SocketInfo(id, tags, attachment);
  }

  private synchronized boolean tagged(String tag) {
    return tags.contains(tag);
  }

  // What the engine calls.

  @Override
  public synchronized void attach(Connection opened) {
    connection = opened;
    awaited = true;
    wake();
  }

  @Override
  public synchronized @Nullable WireFrame poll() {
    WireFrame frame = outbox.poll();
    if (frame == null) {
      awaited = true;
    }
    catchUp();
    return frame;
  }

  @Override
  public synchronized @Nullable Closing closing() {
    return ended ? new Closing(closeCode, closeReason) : null;
  }

  @Override
  public boolean received(Frame frame) {
    hub.countFrame(this);
    return frames.received(frame);
  }

  @Override
  public void tooLarge() {
    end(
        ControlFrames.TOO_BIG,
        "a message had more than %d bytes; send smaller ones".formatted(limits.frameBytesMax()));
  }

  @Override
  public int frameBytesMax() {
    return limits.frameBytesMax();
  }

  @Override
  public void gone(int code, String reason) {
    boolean wasAccepted;
    synchronized (this) {
      if (gone) {
        return;
      }
      gone = true;
      // When this side ended it, its own code says more than how the connection then went.
      if (!ended) {
        ended = true;
        closeCode = code;
        closeReason = reason;
      }
      outbox.clear();
      follower = null;
      // Who still waits on this socket, such as the check that it was attached, must not hold the
      // engine's buffers: some 25 KB.
      connection = null;
      wasAccepted = accepted;
    }
    hub.left(this);
    if (wasAccepted) {
      frames.closeWhenIdle();
    }
  }

  synchronized boolean isGone() {
    return gone;
  }

  synchronized boolean attached() {
    return connection != null;
  }

  synchronized int closeCode() {
    return closeCode;
  }

  synchronized String closeReason() {
    return closeReason;
  }

  /** The client may be read from again. */
  synchronized void incomingReady() {
    if (connection != null) {
      connection.incomingReady();
    }
  }

  private void wake() {
    // One signal is enough until the engine has looked again.
    if (awaited && connection != null && (ended || !outbox.isEmpty())) {
      awaited = false;
      connection.outgoingReady();
    }
  }

  private void catchUp() {
    if (follower != null && !ended && follower.behind(outbox)) {
      Follower.Page page = follower.begin();
      hub.logFrames()
          .read(object, page.log(), page.life(), page.after(), page.upTo(), limits.pageEntries())
          .whenComplete((entries, failure) -> {
            if (failure == null) {
              pageRead(page, entries);
            } else {
              readFailed();
            }
          });
    }
  }

  private synchronized void pageRead(Follower.Page page, List<LogFrames.Numbered> entries) {
    if (follower != null && !ended) {
      follower.read(page, entries, outbox);
      catchUp();
      wake();
    }
  }

  private synchronized void readFailed() {
    if (follower == null || ended) {
      return;
    }
    int failures = follower.failed();
    if (failures < 0) {
      end(ControlFrames.TRY_LATER, "the log cannot be read at the moment; reconnect later");
      return;
    }
    long pause = READ_PAUSE_MILLIS << Math.min(failures - 1, 5);
    CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS).execute(this::readAgain);
  }

  private synchronized void readAgain() {
    if (follower != null) {
      follower.resume();
      catchUp();
    }
  }
}
