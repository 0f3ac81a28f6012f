package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.WakeIndex.Census;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.jspecify.annotations.Nullable;

/**
 * A node's share in waking objects: the owners of the wake index that run on it, and, where they
 * are its to do, the count of the index and the sweep that compares it with the journal.
 *
 * <p>Thread rule: callable from any thread.
 */
final class Waking {
  private final Wakes wakes;
  private final WakeCensus census;
  private final AtomicReference<@Nullable ActorRef<IndexSweep.Command>> sweepHere =
      new AtomicReference<>();

  /**
   * Starts the owners and the sweep.
   *
   * @param wake wakes an object, wherever it is
   */
  Waking(
      ActorSystem<?> system,
      NodeParts parts,
      Set<String> types,
      HostServices services,
      LeaseGate gate,
      Consumer<ObjectId> wake) {
    wakes = new Wakes(parts.wakes(), types, services, gate);
    wakes.start(system, wake);
    // A node without its lease may not be the one any more.
    census =
        new WakeCensus(parts.wakes(), types, services, () -> wakes.countsHere() && gate.isOpen());
    IndexCheck check = new IndexCheck(parts.store(), parts.rows(), wakes);
    IndexSweep.start(system, parts.rows(), check, services.journal(), sweepHere);
  }

  Wakes wakes() {
    return wakes;
  }

  /** Has the index counted if that is this node's to do, and it is time. */
  void count() {
    census.look();
  }

  /** What was counted last; empty where another node counts. */
  Optional<Census> counted() {
    return census.newest();
  }

  /** Begins the sweep anew; false where it is another node's. */
  boolean sweepIndexes() {
    ActorRef<IndexSweep.Command> sweep = sweepHere.get();
    if (sweep != null) {
      sweep.tell(IndexSweep.Time.TO_BEGIN);
    }
    return sweep != null;
  }
}
