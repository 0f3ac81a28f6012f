package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Instant;

/** A journal that also tells a test what each turn was about and what came of it. */
final class WatchedTurns extends TurnJournal {
  private TurnWatcher watcher = (_, _, _, _) -> {};

  void watch(TurnWatcher by) {
    watcher = by;
  }

  @Override
  void turn(Instant at, ObjectId object, Delivery delivery, Answer answer, long micros) {
    super.turn(at, object, delivery, answer, micros);
    watcher.decided(at, object, delivery.event(), answer);
  }
}
