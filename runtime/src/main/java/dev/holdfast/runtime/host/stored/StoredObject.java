package dev.holdfast.runtime.host.stored;

import java.util.List;
import java.util.Optional;

/**
 * All that a store has of one object.
 *
 * @param snapshot the newest one
 * @param events those after the snapshot, ascending, without gaps
 * @param sequence the highest sequence number ever written, 0 for an object never written
 */
public record StoredObject(Optional<ObjectSnapshot> snapshot, List<Event> events, long sequence) {
  public StoredObject {
    events = List.copyOf(events);
  }

  /** One event with its sequence number. */
  public record Event(long sequence, Committed committed) {}
}
