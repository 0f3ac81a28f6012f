package dev.holdfast.runtime.host.stored;

import dev.holdfast.runtime.ObjectId;
import java.time.Instant;
import java.util.List;

/**
 * The state of an object after the event {@code sequence}, as the shortest list of changes that
 * builds it from nothing.
 *
 * @param at the object's time at that event
 */
public record ObjectSnapshot(ObjectId object, long sequence, Instant at, List<Change> changes) {
  public ObjectSnapshot {
    changes = List.copyOf(changes);
  }
}
