package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The calls that a node's {@link CallDesk} keeps, by object and by lane, and what they hold in
 * memory.
 *
 * <p>Thread rule: confined by the lock of its desk. Nothing here takes longer the more calls an
 * object has, but {@link #lost} and {@link #remove}.
 */
final class Errands {
  /** Calls on a node that have not ended, some 1 KB each beside their content. */
  static final int UNFINISHED_MAX = 200_000;

  /** Bytes of them. */
  static final long BYTES_MAX = 256L << 20;

  /**
   * Results that wait until their objects take them, in bytes. Past half of it no attempt begins;
   * past it an answer finds no room, which is an attempt that failed.
   */
  static final long RESULTS_BYTES_MAX = 256L << 20;

  /**
   * Of these for one object, likewise: one whose handler fails, or that asked for too much at once,
   * must not keep the others from calling. It is twice what an object's queue takes.
   */
  static final long RESULTS_OF_ONE_BYTES_MAX = 32L << 20;

  private final Map<ObjectId, OfObject> byObject = new HashMap<>();
  private int count;
  private long bytes;
  private long resultBytes;

  /** Those of one object. */
  private static final class OfObject {
    final Map<Long, Errand> byNumber = new LinkedHashMap<>(4);

    /** Only the first of each is made. */
    final Map<String, ArrayDeque<Errand>> lanes = new HashMap<>(0);

    long resultBytes;
  }

  /** New ones there is room for, and whether that leaves none. */
  record Fitting(List<Change.CallAsked> calls, boolean all) {}

  /** Those from the first that it does not have, as many as there is room for. */
  Fitting fitting(ObjectId object, List<Change.CallAsked> calls) {
    OfObject known = byObject.get(object);
    List<Change.CallAsked> fitting = new ArrayList<>(calls.size());
    long more = 0;
    for (Change.CallAsked asked : calls) {
      if (known != null && known.byNumber.containsKey(asked.number())) {
        continue;
      }
      more += Errand.bytes(asked);
      if (count + fitting.size() >= UNFINISHED_MAX || bytes + more > BYTES_MAX) {
        return new Fitting(fitting, false);
      }
      fitting.add(asked);
    }
    return new Fitting(fitting, true);
  }

  /** Takes one that is not known; whether it may begin, as none is before it in its lane. */
  boolean add(Errand errand) {
    OfObject all = byObject.computeIfAbsent(errand.object(), _ -> new OfObject());
    if (all.byNumber.putIfAbsent(errand.number(), errand) != null) {
      return false;
    }
    count++;
    bytes += errand.bytes();
    if (errand.lane().isEmpty()) {
      return true;
    }
    ArrayDeque<Errand> lane =
        all.lanes.computeIfAbsent(errand.lane().get(), _ -> new ArrayDeque<>(4));
    lane.add(errand);
    return lane.size() == 1;
  }

  /** Whether it is neither finished nor forgotten. */
  boolean has(Errand errand) {
    return find(errand.object(), errand.number()) == errand;
  }

  @Nullable Errand find(ObjectId object, long number) {
    OfObject all = byObject.get(object);
    return all == null ? null : all.byNumber.get(number);
  }

  List<Long> numbers(ObjectId object) {
    OfObject all = byObject.get(object);
    return all == null ? List.of() : List.copyOf(all.byNumber.keySet());
  }

  /** One is over: the one after it in its lane may begin. */
  Optional<Errand> finish(Errand errand) {
    OfObject all = byObject.get(errand.object());
    if (all == null || !all.byNumber.remove(errand.number(), errand)) {
      return Optional.empty();
    }
    letGo(errand);
    all.resultBytes -= errand.resultBytes();
    if (all.byNumber.isEmpty()) {
      byObject.remove(errand.object());
    }
    return errand.lane().flatMap(lane -> next(all, lane, errand));
  }

  private static Optional<Errand> next(OfObject all, String lane, Errand ended) {
    ArrayDeque<Errand> waiting = all.lanes.get(lane);
    if (waiting == null || waiting.peek() != ended) {
      return Optional.empty();
    }
    waiting.remove();
    if (waiting.isEmpty()) {
      all.lanes.remove(lane);
    }
    return Optional.ofNullable(waiting.peek());
  }

  /** Drops all of an object. */
  void remove(ObjectId object) {
    OfObject all = byObject.remove(object);
    if (all != null) {
      all.byNumber.values().forEach(this::letGo);
    }
  }

  /** Drops those of an object that are none of these; what may begin then. */
  List<Errand> dropOthers(ObjectId object, List<Change.CallAsked> unfinished) {
    OfObject all = byObject.get(object);
    if (all == null) {
      return List.of();
    }
    Set<Long> kept = new HashSet<>();
    unfinished.forEach(asked -> kept.add(asked.number()));
    List<Errand> next = new ArrayList<>(0);
    for (Errand errand : List.copyOf(all.byNumber.values())) {
      if (!kept.contains(errand.number())) {
        finish(errand).ifPresent(next::add);
      }
    }
    return next;
  }

  private void letGo(Errand errand) {
    count--;
    bytes -= errand.bytes();
    resultBytes -= errand.resultBytes();
  }

  /** Whether attempts may begin, by the results that wait for this object and in all. */
  boolean mayBegin(ObjectId object) {
    return resultBytes <= RESULTS_BYTES_MAX / 2
        && resultBytes(object) <= RESULTS_OF_ONE_BYTES_MAX / 2;
  }

  /** Whether there is room for a result. One always has, where none of its object waits. */
  boolean hasRoom(ObjectId object, long more) {
    long waiting = resultBytes(object);
    return resultBytes + more <= RESULTS_BYTES_MAX
        && (waiting == 0 || waiting + more <= RESULTS_OF_ONE_BYTES_MAX);
  }

  private long resultBytes(ObjectId object) {
    OfObject all = byObject.get(object);
    return all == null ? 0 : all.resultBytes;
  }

  /** The errand has its result, and keeps it until it is finished. */
  void hold(Errand errand) {
    OfObject all = byObject.get(errand.object());
    if (all == null) {
      throw new IllegalStateException("only one that is kept can have a result");
    }
    all.resultBytes += errand.resultBytes();
    resultBytes += errand.resultBytes();
  }

  boolean holdsResults() {
    return resultBytes > 0;
  }

  /** Those of whose results nothing was heard for too long. */
  List<Errand> lost(long nanos) {
    List<Errand> lost = new ArrayList<>();
    for (OfObject all : byObject.values()) {
      all.byNumber.values().stream().filter(errand -> errand.isLost(nanos)).forEach(lost::add);
    }
    return lost;
  }

  int count() {
    return count;
  }
}
