package dev.holdfast.http.call;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Who may run and who waits: so many at once in all and for each host, the waiting of a host in
 * order, the hosts in turn. A host that hangs fills its own places and its own queue, no other's.
 *
 * <p>Thread rule: callable from any thread; nothing blocks for longer than a few steps.
 *
 * @param <T> what asks for a place; told apart by identity
 */
final class Places<T extends Places.Guest> {
  /** Who asks for a place. */
  interface Guest {
    /** The host it is for. */
    String place();

    /** What it holds while it waits. */
    long bytes();
  }

  /** What became of asking. */
  enum Admission {
    RUNS,
    WAITS,
    FULL
  }

  private static final class Lane<T> {
    private final Set<T> waiting = new LinkedHashSet<>();
    private int running;
    private long bytes;
  }

  private final CallLimits limits;
  private final Map<String, Lane<T>> lanes = new HashMap<>();

  /** Lanes with someone waiting and room of their own, in the order they get their turn. */
  private final Set<String> inTurn = new LinkedHashSet<>();

  private int running;
  private int waiting;
  private long bytes;

  Places(CallLimits limits) {
    this.limits = limits;
  }

  /** Takes a place, or waits for one, or is turned away. */
  synchronized Admission enter(T guest) {
    Lane<T> lane = lanes.computeIfAbsent(guest.place(), _ -> new Lane<>());
    if (running < limits.runningMax() && hasRoom(lane)) {
      lane.running++;
      running++;
      return Admission.RUNS;
    }
    if (!fits(lane, guest)) {
      forgetIfEmpty(guest.place(), lane);
      return Admission.FULL;
    }
    lane.waiting.add(guest);
    lane.bytes += guest.bytes();
    bytes += guest.bytes();
    waiting++;
    if (hasRoom(lane)) {
      inTurn.add(guest.place());
    }
    return Admission.WAITS;
  }

  /** Gives a place back; who is returned has it now and runs. */
  synchronized Optional<T> leave(T guest) {
    Lane<T> lane = lane(guest.place());
    lane.running--;
    running--;
    if (!lane.waiting.isEmpty()) {
      inTurn.add(guest.place());
    }
    forgetIfEmpty(guest.place(), lane);
    return next();
  }

  /** Waits no longer. False when it does not wait, because it runs or never came. */
  synchronized boolean withdraw(T guest) {
    Lane<T> lane = lanes.get(guest.place());
    if (lane == null || !lane.waiting.remove(guest)) {
      return false;
    }
    tookOut(lane, guest);
    if (lane.waiting.isEmpty()) {
      inTurn.remove(guest.place());
    }
    forgetIfEmpty(guest.place(), lane);
    return true;
  }

  synchronized int running() {
    return running;
  }

  synchronized int waiting() {
    return waiting;
  }

  synchronized long waitingBytes() {
    return bytes;
  }

  /** Hosts that are remembered: those with somebody. */
  synchronized int hosts() {
    return lanes.size();
  }

  private Optional<T> next() {
    Iterator<String> turn = inTurn.iterator();
    if (running >= limits.runningMax() || !turn.hasNext()) {
      return Optional.empty();
    }
    String place = turn.next();
    turn.remove();
    Lane<T> lane = lane(place);
    Iterator<T> first = lane.waiting.iterator();
    T guest = first.next();
    first.remove();
    tookOut(lane, guest);
    lane.running++;
    running++;
    if (!lane.waiting.isEmpty() && hasRoom(lane)) {
      inTurn.add(place);
    }
    return Optional.of(guest);
  }

  private boolean fits(Lane<T> lane, T guest) {
    return waiting < limits.waitingMax()
        && lane.waiting.size() < limits.waitingPerHostMax()
        && bytes + guest.bytes() <= limits.waitingBytesMax()
        && (lane.waiting.isEmpty()
            || lane.bytes + guest.bytes() <= limits.waitingBytesPerHostMax());
  }

  private boolean hasRoom(Lane<T> lane) {
    return lane.running < limits.runningPerHostMax();
  }

  private void tookOut(Lane<T> lane, T guest) {
    lane.bytes -= guest.bytes();
    bytes -= guest.bytes();
    waiting--;
  }

  private Lane<T> lane(String place) {
    Lane<T> lane = lanes.get(place);
    if (lane == null) {
      throw new IllegalStateException("a place was given back that nobody had");
    }
    return lane;
  }

  private void forgetIfEmpty(String place, Lane<T> lane) {
    if (lane.running == 0 && lane.waiting.isEmpty()) {
      lanes.remove(place);
    }
  }
}
