package dev.holdfast.http.socket;

import java.util.ArrayList;
import java.util.List;

/** What an object told all its sockets, encoded once for all of them. */
sealed interface FanOut {
  /** What is about a log, for those that follow it. */
  sealed interface OfLog extends FanOut {}

  record ToAll(WireFrame frame) implements FanOut {}

  record ToTagged(String tag, WireFrame frame) implements FanOut {}

  /** What several turns appended to one log, one after another, is one. */
  record Grown(String log, long life, List<Follower.Entry> entries) implements OfLog {}

  /** A log has grown by entries that are to be read. */
  record Reached(String log, long life, long tail) implements OfLog {}

  record End(int code, String reason) implements FanOut {}

  /** Adds what a log has grown by. */
  static void grown(Grown more, List<FanOut> to) {
    if (!to.isEmpty()
        && to.getLast() instanceof Grown(String log, long life, var entries)
        && life == more.life()
        && log.equals(more.log())) {
      entries.addAll(more.entries());
    } else {
      to.add(new Grown(more.log(), more.life(), new ArrayList<>(more.entries())));
    }
  }
}
