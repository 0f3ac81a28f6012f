package dev.holdfast.runtime.host;

import dev.holdfast.runtime.host.stored.Committed;
import java.util.List;
import java.util.Optional;

/**
 * What became of a batch.
 *
 * @param early outputs that rest on nothing uncommitted: they may leave at once
 * @param committed what must be durable before the rest may leave; empty when there is no rest
 * @param late outputs that wait for the commit
 * @param alarms what its alarms came to, once it is durable
 * @param leftover events that did not fit in this batch, still to be decided, in order
 * @param listsWanted a handler wants to know sockets at other nodes, which are to be asked for
 *     first
 */
record Decided(
    List<Output> early,
    Optional<Committed> committed,
    List<Output> late,
    Optional<AlarmTally> alarms,
    List<Envelope> leftover,
    boolean listsWanted) {

  /** When the object is to be woken next, where the commit changes that. */
  Optional<Committed.NextWake> nextWake() {
    return committed.flatMap(Committed::wake);
  }
}
