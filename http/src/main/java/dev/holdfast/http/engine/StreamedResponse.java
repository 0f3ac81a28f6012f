package dev.holdfast.http.engine;

import dev.holdfast.http.EdgeResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A response that goes on while its client takes it. Callable from any thread. */
final class StreamedResponse implements EdgeResponse.Sink {
  /** Parts that wait for the client. */
  static final int PARTS_MAX = 64;

  /** Their bytes; one part always fits. */
  static final int PARTS_BYTES_MAX = 1 << 20;

  private final HttpConnection connection;
  private final boolean last;
  private final AtomicInteger parts = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private volatile boolean completed;

  // Guarded by this; null once it has ended.
  private @Nullable List<Runnable> onEnd = new ArrayList<>(1);

  /**
   * A response that begins now.
   *
   * @param last whether its connection ends with it
   */
  StreamedResponse(HttpConnection connection, boolean last) {
    this.connection = connection;
    this.last = last;
  }

  @Override
  public boolean offer(byte[] part) {
    if (completed) {
      return false;
    }
    long waiting = bytes.addAndGet(part.length);
    if (parts.incrementAndGet() > PARTS_MAX
        || (waiting > PARTS_BYTES_MAX && waiting > part.length)) {
      taken(part.length);
      return false;
    }
    connection.onLoop(() -> connection.streamPart(this, part));
    return true;
  }

  @Override
  public void complete() {
    if (!completed) {
      completed = true;
      connection.onLoop(() -> connection.streamEnd(this));
    }
  }

  @Override
  public void onEnd(Runnable callback) {
    synchronized (this) {
      if (onEnd != null) {
        onEnd.add(callback);
        return;
      }
    }
    callback.run();
  }

  boolean last() {
    return last;
  }

  /** A part has left for the client. */
  void taken(int length) {
    parts.decrementAndGet();
    bytes.addAndGet(-length);
  }

  /** Nothing more is sent. */
  void ended() {
    completed = true;
    List<Runnable> callbacks;
    synchronized (this) {
      callbacks = onEnd;
      onEnd = null;
    }
    if (callbacks != null) {
      callbacks.forEach(Runnable::run);
    }
  }
}
