package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Answer;
import java.time.Instant;

/**
 * Is told of each turn of a {@link DeterministicHost}. Unlike a page for people, a test may see all
 * of it.
 */
@FunctionalInterface
public interface TurnWatcher {
  void decided(Instant at, ObjectId object, ObjectEvent event, Answer outcome);
}
