package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * Hands in an awake object's calls at its node's desk. Those that the desk of another node still
 * has, from before the object moved, it leaves to that one, and with them what is to come after
 * them in their lanes.
 *
 * <p>Thread rule: confined to the object's actor. It touches the object's state only in calls that
 * are given it, which are made while nothing is being decided.
 */
final class OutgoingCalls {
  /** Until the desk may have room again. */
  private static final Duration DESK_FULL_PAUSE = Duration.ofSeconds(5);

  /** Until what another node has may have ended. */
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

  private final ObjectId object;
  private final NodeHost host;
  private final ActorRef<ObjectCommand> self;
  private boolean held;
  private long heldSince;
  private boolean asking;
  private boolean looking;
  private Optional<Set<Long>> found = Optional.empty();
  private Set<Long> elsewhere = Set.of();
  private Set<String> lanesElsewhere = Set.of();

  OutgoingCalls(ObjectId object, NodeHost host, ActorRef<ObjectCommand> self) {
    this.object = object;
    this.host = host;
    this.self = self;
  }

  /** Somebody looks whether all calls are being made: the desk had no room, or the node is new. */
  void woken(ObjectState state) {
    held = false;
    if (!state.hasCalls() || asking) {
      return;
    }
    List<Change.CallAsked> all = state.calls().all();
    if (host.callsElsewhere().mayHave(object, all)) {
      ask();
    } else {
      elsewhere = Set.of();
      lanesElsewhere = Set.of();
      begin(all);
    }
  }

  private void ask() {
    asking = true;
    var _ =
        host.callsElsewhere()
            .ask(object)
            .thenAccept(numbers -> self.tell(new ObjectCommand.CallsFound(numbers)));
  }

  /** Time to ask again. */
  void lookElsewhere() {
    looking = false;
    if (!asking) {
      ask();
    }
  }

  /** What other nodes have; {@link #resume} follows. */
  void found(Set<Long> numbers) {
    found = Optional.of(numbers);
  }

  /** Begins those that no other node has, once that is known. */
  void resume(ObjectState state) {
    if (found.isEmpty()) {
      return;
    }
    asking = false;
    List<Change.CallAsked> all = state.unfinishedCalls();
    leave(found.get(), all);
    found = Optional.empty();
    held = false;
    begin(all);
    if (!elsewhere.isEmpty() && !looking) {
      looking = true;
      host.later(LOOK_AGAIN, () -> self.tell(new ObjectCommand.LookForCalls()));
    }
  }

  /** Others may have what the object has done with, until they hear of that. */
  private void leave(Set<Long> numbers, List<Change.CallAsked> unfinished) {
    elsewhere = new HashSet<>();
    lanesElsewhere = new HashSet<>();
    for (Change.CallAsked call : unfinished) {
      if (numbers.contains(call.number())) {
        elsewhere.add(call.number());
        CallCodec.lane(call.call()).ifPresent(lanesElsewhere::add);
      }
    }
  }

  /** Calls that a commit asked for. */
  void asked(List<Change.CallAsked> calls, ObjectState state) {
    if (asking) {
      return; // they follow those before them
    }
    if (!held) {
      begin(calls);
    } else if (now() - heldSince >= DESK_FULL_PAUSE.toNanos()) {
      woken(state);
    }
  }

  /** In order: as long as one is held back, so are those after it. */
  private void begin(List<Change.CallAsked> calls) {
    List<Change.CallAsked> free =
        elsewhere.isEmpty() ? calls : calls.stream().filter(this::isFree).toList();
    if (!free.isEmpty() && !host.desk().begin(object, free)) {
      held = true;
      heldSince = now();
      host.later(DESK_FULL_PAUSE, () -> self.tell(new ObjectCommand.Wake(object.toString())));
    }
  }

  private boolean isFree(Change.CallAsked call) {
    return !elsewhere.contains(call.number())
        && (lanesElsewhere.isEmpty()
            || CallCodec.lane(call.call()).filter(lanesElsewhere::contains).isEmpty());
  }

  private long now() {
    return host.services().ticker().getAsLong();
  }
}
