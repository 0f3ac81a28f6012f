package dev.holdfast.runtime.host;

import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;

/**
 * What the node's bounds need to know of an object in memory. A superclass, so that it costs no
 * object of its own: there are a hundred thousand.
 *
 * <p>Thread rule: written by the object's actor and its handlers, read by any thread.
 */
abstract class AwakeEntry implements AwakeObjects.Entry {
  final TypeRuntime<?> type;
  final ActorRef<ObjectCommand> self;
  private volatile long lastActiveNanos;
  private volatile long bytes;
  private volatile List<String> hubs = List.of();

  /** Whether it is to hear of hubs that are lost. Its actor's own. */
  boolean lost;

  AwakeEntry(TypeRuntime<?> type, ActorRef<ObjectCommand> self, long nowNanos) {
    this.type = type;
    this.self = self;
    this.lastActiveNanos = nowNanos;
  }

  final void active(long nowNanos) {
    lastActiveNanos = nowNanos;
  }

  /** What it holds now, and who holds sockets of it. */
  @SuppressWarnings("ReferenceEquality") // the list is replaced when it changes; after each batch
  final void holds(ObjectState state, Hubs all) {
    bytes = state.bytes() + (state.hasFarSockets() ? state.sockets().bytes() : 0);
    if (hubs != state.hubs()) {
      hubs = state.hubs();
      // Who looks for a hub's objects when it is lost may have looked just before.
      lost |= hubs.stream().anyMatch(all::isLost);
    }
  }

  @Override
  public final String typeName() {
    return type.definition().name();
  }

  @Override
  public final long lastActiveNanos() {
    return lastActiveNanos;
  }

  @Override
  public final long idleAfterNanos() {
    return type.definition().idleAfter().toNanos();
  }

  @Override
  public final long bytes() {
    return bytes;
  }

  @Override
  public final List<String> hubs() {
    return hubs;
  }

  @Override
  public final void hubsLost() {
    self.tell(new ObjectCommand.HubsLost());
  }

  @Override
  public final void sleep(boolean pressed) {
    self.tell(new ObjectCommand.Sleep(pressed));
  }

  @Override
  public final void lapsed() {
    self.tell(new ObjectCommand.Lapsed());
  }
}
