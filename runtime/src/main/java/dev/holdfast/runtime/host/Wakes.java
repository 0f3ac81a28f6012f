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
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import org.jspecify.annotations.Nullable;

/**
 * The owners of the wake index, spread over the nodes of the cluster, and the way from objects to
 * them.
 *
 * <p>Thread rule: callable from any thread.
 */
final class Wakes {
  /** Of the whole cluster: more nodes than that share none of the waking. */
  private static final int OWNERS = 16;

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

  void start(ActorSystem<?> system, Consumer<ObjectId> wake) {
    ShardedDaemonProcess.get(system)
        .init(WakeOwner.Command.class, "wakes", OWNERS, number -> owner(number, wake));
  }

  private Behavior<WakeOwner.Command> owner(int number, Consumer<ObjectId> wake) {
    WakeIndex.Slices slices = new WakeIndex.Slices(first(number), first(number + 1));
    return Behaviors.setup(context -> {
      here.set(number, context.getSelf());
      return WakeOwner.create(
          new WakeOwner.Work(
              index,
              slices,
              types,
              services,
              gate,
              wake,
              () -> here.compareAndSet(number, context.getSelf(), null)));
    });
  }

  private int first(int number) {
    return number * index.slices() / OWNERS;
  }

  /**
   * Tells the owner when an object wants to be woken next. An owner on another node reads it from
   * the index.
   */
  void moved(ObjectId object, Optional<Instant> at) {
    int owner = index.slice(object) * OWNERS / index.slices();
    ActorRef<WakeOwner.Command> known = here.get(owner);
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
