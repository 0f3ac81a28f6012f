package dev.holdfast.runtime.host;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * Objects in memory on this node to which others tell something. What is told to them goes straight
 * to their actor: the way through sharding takes two actors more, on other threads. One that ends
 * meanwhile answers <em>not done</em> as a dead letter, and the message is sent again; that each
 * takes effect once and in order is seen to by the numbers it carries, not by its way.
 *
 * <p>As many as are awake at most. Thread rule: callable from any thread.
 */
final class NearReceivers {
  private final Map<String, ActorRef<ObjectCommand>> byEntity = new ConcurrentHashMap<>();

  /** It is there, and took this. */
  void took(Envelope envelope, ActorRef<ObjectCommand> actor) {
    if (envelope.tell().isPresent() && !actor.equals(byEntity.get(envelope.entity()))) {
      byEntity.put(envelope.entity(), actor);
    }
  }

  /** It has ended. */
  void ended(String entity, ActorRef<ObjectCommand> actor) {
    byEntity.remove(entity, actor);
  }

  @Nullable ActorRef<ObjectCommand> find(String entity) {
    return byEntity.get(entity);
  }
}
