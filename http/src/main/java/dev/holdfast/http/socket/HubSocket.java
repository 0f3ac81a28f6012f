package dev.holdfast.http.socket;

import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.SocketId;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.spi.LogFrames;
import dev.holdfast.runtime.spi.SocketOrder;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One socket. Its monitor guards what leaves for the client (outbox, log position, end); messages
 * in have a queue of their own. No call to the gateway is ever made inside the monitor, because a
 * gateway may call back into the hub for other sockets.
 */
final class HubSocket implements SocketLink, Follower.Outlet {
  private static final byte[] NOTHING = {};

  final ObjectId object;
  final SocketId id;
  final String correlation;
  final SocketsOfType type;

  /** Whether it is told what is about the node. */
  final boolean hearsOfNode;

  private final Hub hub;

  /** Made when the client sends something: most listen. */
  private volatile @Nullable Inflow inflow;

  // Guarded by this.
  private final Outbox outbox;
  private Set<String> tags = Set.of();
  private byte[] attachment = NOTHING;
  private @Nullable Follower follower;
  private @Nullable Connection connection;
  private boolean accepted;
  private boolean awaited;
  private boolean ended;
  private boolean gone;
  private int closeCode = ControlFrames.BROKEN;
  private String closeReason = "";

  HubSocket(Hub hub, ObjectId object, SocketId id, String correlation, Headers of) {
    this.hub = hub;
    this.outbox = new Outbox(hub.held);
    this.type = hub.type(object);
    // Only where the node speaks for the type anyway: elsewhere every frame may be an entry.
    this.hearsOfNode = !type.rules().autoAnswers().isEmpty() && ControlFrames.understood(of);
    this.object = object;
    this.id = id;
    this.correlation = correlation;
  }

  synchronized void accept(SocketOrder.Open open) {
    accepted = true;
    tags = open.tags();
    attachment = open.attachment();
    open.greeting().ifPresent(frame -> send(WireFrame.of(frame)));
    open.following().ifPresent(following -> follower = new Follower(following));
    catchUp();
  }

  synchronized void send(WireFrame frame) {
    queue(frame);
    wake();
  }

  /** What the object told all its sockets, with one signal to the engine for all of it. */
  synchronized void take(List<FanOut> orders) {
    if (!accepted) {
      return;
    }
    for (int i = 0; i < orders.size(); i++) {
      switch (orders.get(i)) {
        case FanOut.ToAll(WireFrame frame) -> queue(frame);
        case FanOut.ToTagged(String tag, WireFrame frame) -> {
          if (tags.contains(tag)) {
            queue(frame);
          }
        }
        case FanOut.OfLog news -> {
          if (follower != null && !ended) {
            follower.heard(news, this);
          }
        }
        case FanOut.End(int code, String reason) -> end(code, reason);
      }
    }
    catchUp();
    wake();
  }

  private void queue(WireFrame frame) {
    if (ended || !accepted) {
      return;
    }
    int dropped = outbox.offer(frame, type.rules().slowClient(), hub.limits());
    if (dropped < 0) {
      type.slow.increment();
      // What is queued already stays, so that the client gets a prefix and learns why it ends.
      end(ControlFrames.TRY_LATER, ControlFrames.TOO_SLOW);
    } else if (dropped > 0) {
      type.framesDropped.add(dropped);
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

  void refused(long number, String detail) {
    send(WireFrame.of(ControlFrames.refused(number, detail)));
  }

  synchronized boolean open() {
    return accepted && !gone;
  }

  synchronized SocketInfo info() {
    return new SocketInfo(id, tags, attachment);
  }

  @Override
  public synchronized void attach(Connection opened) {
    connection = opened;
    awaited = true;
    catchUp();
    wake();
  }

  @Override
  public synchronized @Nullable WireFrame poll() {
    WireFrame frame = outbox.poll();
    if (frame == null) {
      awaited = true;
    } else {
      type.framesOut.increment();
    }
    catchUp();
    return frame;
  }

  @Override
  public synchronized @Nullable Closing closing() {
    return ended ? new Closing(ControlFrames.onWire(closeCode), closeReason) : null;
  }

  @Override
  public boolean received(Frame frame) {
    Inflow known = inflow;
    if (known == null) {
      known = new Inflow(hub, this);
      inflow = known;
    }
    return known.received(frame);
  }

  @Override
  public void tooLarge() {
    end(ControlFrames.TOO_BIG, ControlFrames.tooBig(frameBytesMax()));
  }

  @Override
  public int frameBytesMax() {
    return hub.limits().frameBytesMax();
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
    Inflow known = inflow;
    if (wasAccepted && known != null) {
      known.closed();
    } else if (wasAccepted) {
      hub.closings().deliver(this);
    }
  }

  /** The client may be read from again. */
  synchronized void incomingReady() {
    if (connection != null) {
      connection.incomingReady();
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

  private void wake() {
    // One signal is enough until the engine has looked again.
    if (awaited && connection != null && (ended || !outbox.isEmpty())) {
      awaited = false;
      connection.outgoingReady();
    }
  }

  @Override
  public boolean offer(WireFrame entry) {
    return outbox.offer(entry, type.rules().slowClient(), hub.limits()) >= 0;
  }

  @Override
  public boolean roomy() {
    return outbox.roomy(hub.limits(), awaited);
  }

  private void catchUp() {
    if (follower != null && !ended && follower.behind(this)) {
      Follower.Page page = follower.begin();
      type.logPages.increment();
      hub.readLog(object, page)
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
      follower.read(page, entries, this);
      catchUp();
      wake();
    }
  }

  private synchronized void readFailed() {
    if (follower == null || ended) {
      return;
    }
    long pauseMillis = follower.failed();
    if (pauseMillis < 0) {
      end(ControlFrames.TRY_LATER, "the log cannot be read at the moment; reconnect later");
      return;
    }
    hub.clock().later(pauseMillis, this::readAgain);
  }

  private synchronized void readAgain() {
    if (follower != null) {
      follower.resume();
      catchUp();
    }
  }
}
