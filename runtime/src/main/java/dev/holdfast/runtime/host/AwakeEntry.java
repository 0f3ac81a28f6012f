package dev.holdfast.runtime.host;

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

  AwakeEntry(TypeRuntime<?> type, ActorRef<ObjectCommand> self, long nowNanos) {
    this.type = type;
    this.self = self;
    this.lastActiveNanos = nowNanos;
  }

  final void active(long nowNanos) {
    lastActiveNanos = nowNanos;
  }

  final void holds(long keptBytes) {
    bytes = keptBytes;
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
  public final void sleep(boolean pressed) {
    self.tell(new ObjectCommand.Sleep(pressed));
  }

  @Override
  public final void lapsed() {
    self.tell(new ObjectCommand.Lapsed());
  }
}
