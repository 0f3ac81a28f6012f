package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Limits;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The queue in front of an object's handlers: bounded by count and by bytes, taken in batches.
 * While a commit is in flight events gather here, and are then decided and committed as one: no
 * delay is ever added to make a batch.
 *
 * <p>Thread rule: confined to its object's actor.
 */
final class Gate {
  /** Shared by all that are empty, as most are; nothing is ever added to it. */
  private static final ArrayDeque<Envelope> EMPTY = new ArrayDeque<>(1);

  private final Limits limits;
  private ArrayDeque<Envelope> queue = EMPTY;
  private long bytes;

  Gate(Limits limits) {
    this.limits = limits;
  }

  /** False when a bound is reached; the event was not taken. */
  boolean offer(Envelope envelope) {
    int size = envelope.delivery().bytes();
    if (queue.size() >= limits.queueEventsMax() || bytes + size > limits.queueBytesMax()) {
      return false;
    }
    bytes += size;
    own().add(envelope);
    return true;
  }

  /** The next batch, at least one event; the queue must not be empty. */
  List<Envelope> take() {
    List<Envelope> batch = new ArrayList<>(Math.min(queue.size(), limits.batchEventsMax()));
    long batchBytes = 0;
    while (!queue.isEmpty() && batch.size() < limits.batchEventsMax()) {
      int size = queue.element().delivery().bytes();
      if (!batch.isEmpty() && batchBytes + size > limits.batchBytesMax()) {
        break;
      }
      batchBytes += size;
      batch.add(queue.remove());
    }
    bytes -= batchBytes;
    letGo();
    return batch;
  }

  private ArrayDeque<Envelope> own() {
    if (queue.isEmpty()) {
      queue = new ArrayDeque<>(4);
    }
    return queue;
  }

  private void letGo() {
    if (queue.isEmpty()) {
      queue = EMPTY;
    }
  }

  /** Puts back what a batch could not hold, in front of everything else. */
  void putBack(List<Envelope> envelopes) {
    for (int i = envelopes.size() - 1; i >= 0; i--) {
      own().addFirst(envelopes.get(i));
      bytes += envelopes.get(i).delivery().bytes();
    }
  }

  /** Takes everything. */
  List<Envelope> drain() {
    List<Envelope> all = new ArrayList<>(queue);
    queue = EMPTY;
    bytes = 0;
    return all;
  }

  boolean isEmpty() {
    return queue.isEmpty();
  }
}
