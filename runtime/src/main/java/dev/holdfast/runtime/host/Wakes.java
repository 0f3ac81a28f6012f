package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Committed.NextWake;
import dev.holdfast.runtime.spi.WakeIndex;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.jspecify.annotations.Nullable;

/**
 * The owners of the wake index, spread over the nodes of the cluster, and the way from objects to
 * them.
 *
 * <p>Thread rule: callable from any thread.
 */
final class Wakes {
  /** One for each shard, so that it can be where the objects are that it wakes. */
  static final int OWNERS = EntityOfEnvelope.SHARDS;

  private final AtomicReferenceArray<@Nullable ActorRef<WakeOwner.Command>> here =
      new AtomicReferenceArray<>(OWNERS);
  private final WakeIndex index;
  private final Set<String> types;
  private final HostServices services;
  private final LeaseGate gate;

  /**
   * The owners are yet to be started.
   *
   * @param types that this node knows: objects of others wait
   */
  Wakes(WakeIndex index, Set<String> types, HostServices services, LeaseGate gate) {
    this.index = index;
    this.types = types;
    this.services = services;
    this.gate = gate;
  }

  /** One of the owners, to be run on one node of the cluster. */
  Behavior<WakeOwner.Command> owner(int number, Consumer<ObjectId> wake) {
    return Behaviors.setup(context -> {
      here.set(number, context.getSelf());
      return WakeOwner.create(
          new WakeOwner.Work(
              index,
              EntityOfEnvelope.slices(number),
              types,
              services,
              gate,
              wake,
              () -> here.compareAndSet(number, context.getSelf(), null)));
    });
  }

  /**
   * Tells the owner when an object wants to be woken next. An owner on another node reads it from
   * the index.
   */
  void moved(ObjectId object, Optional<Instant> at) {
    ActorRef<WakeOwner.Command> known = here.get(EntityOfEnvelope.shard(object.toString()));
    if (known != null) {
      known.tell(new WakeOwner.Moved(object, at));
    }
  }

  /** A row that was later than its object needs, or missing. */
  CompletionStage<Void> rearm(ObjectId object, long sequence, NextWake next) {
    return index
        .correct(object, sequence, next.at(), next.alarm())
        .thenRun(() -> {
          if (types.contains(object.type())) {
            moved(object, next.at());
          }
        });
  }

  /** Whether this node is the one of the cluster that counts the index. */
  boolean countsHere() {
    return here.get(0) != null;
  }

  /** Has the owners here look at what is due. */
  void look() {
    for (int i = 0; i < OWNERS; i++) {
      ActorRef<WakeOwner.Command> owner = here.get(i);
      if (owner != null) {
        owner.tell(WakeOwner.Time.TO_READ);
      }
    }
  }

  /** An object was woken and had nothing to do: its row was early, or is moved by now. */
  void correct(ObjectId object, long sequence, NextWake next) {
    services.journal().alarms.idleWakes.increment();
    // Told first, in the object's own order: after the write it could overtake what a commit says.
    // A write that fails leaves a row that wakes the object once more.
    moved(object, next.at());
    var _ = index.correct(object, sequence, next.at(), next.alarm());
  }
}
