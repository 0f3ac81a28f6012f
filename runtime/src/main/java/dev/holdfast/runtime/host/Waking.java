package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.WakeIndex.Census;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * A node's share in waking objects. Each shard has the owner of its slices of the wake index beside
 * its objects; one shard has, on top of that, the sweep that compares the index with the journal,
 * and the node with another one of them counts the index.
 *
 * <p>Thread rule: callable from any thread.
 */
final class Waking implements ShardKeeper.Duties {
  /** Not the one whose node counts the index: one node would have both more often than needed. */
  private static final int SWEEP_AT = 1;

  private final NodeParts parts;
  private final TurnJournal journal;
  private final Wakes wakes;
  private final WakeCensus census;
  private final Consumer<ObjectId> wake;
  private final AtomicReference<@Nullable ActorRef<IndexSweep.Command>> sweepHere =
      new AtomicReference<>();

  /**
   * Begins with the first shard that comes to this node.
   *
   * @param wake wakes an object, wherever it is
   */
  Waking(
      NodeParts parts,
      Set<String> types,
      HostServices services,
      LeaseGate gate,
      Consumer<ObjectId> wake) {
    this.parts = parts;
    this.journal = services.journal();
    this.wakes = new Wakes(parts.wakes(), types, services, gate);
    // A node without its lease may not be the one any more.
    this.census =
        new WakeCensus(parts.wakes(), types, services, () -> wakes.countsHere() && gate.isOpen());
    this.wake = wake;
  }

  @Override
  public List<ShardKeeper.Duty> of(int shard) {
    var owner = new ShardKeeper.Duty("wakes", wakes.owner(shard, wake));
    if (shard != SWEEP_AT) {
      return List.of(owner);
    }
    IndexCheck check = new IndexCheck(parts.store(), parts.rows(), wakes);
    var sweep = IndexSweep.create(parts.rows(), check, journal, sweepHere);
    return List.of(owner, new ShardKeeper.Duty("index-sweep", sweep));
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
