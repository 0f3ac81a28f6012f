package dev.holdfast.runtime.host;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.Behavior;

/** What is done once in the cluster, and where: spread over the shards, and so over the nodes. */
record ClusterDuties(
    IntFunction<Behavior<WakeOwner.Command>> wakeOwner,
    Supplier<Behavior<IndexSweep.Command>> indexSweep)
    implements ShardKeeper.Duties {
  /** Not that of an owner: one node would have both more often than needed. */
  private static final int SWEEP_AT = 1;

  @Override
  public List<ShardKeeper.Duty> of(int shard) {
    List<ShardKeeper.Duty> duties = new ArrayList<>();
    for (int owner = 0; owner < Wakes.OWNERS; owner++) {
      if (owner * EntityOfEnvelope.SHARDS / Wakes.OWNERS == shard) {
        duties.add(new ShardKeeper.Duty("wakes-" + owner, wakeOwner.apply(owner)));
      }
    }
    if (shard == SWEEP_AT) {
      duties.add(new ShardKeeper.Duty("index-sweep", indexSweep.get()));
    }
    return duties;
  }
}
