package dev.holdfast.persistence.store;

import dev.holdfast.persistence.codec.CommitCodec;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.ObjectSnapshot;
import dev.holdfast.runtime.host.stored.StoredObject;
import dev.holdfast.runtime.host.stored.UnreadableException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The rows of one object as they come from the database, to be checked and decoded. */
final class ObjectRows {
  private record Row(long sequence, byte[] bytes) {}

  private final ObjectId object;
  private final List<Row> events = new ArrayList<>();
  private final List<Row> snapshots = new ArrayList<>(1);

  ObjectRows(ObjectId object) {
    this.object = object;
  }

  void addSnapshot(long sequence, byte[] state) {
    snapshots.add(new Row(sequence, state));
  }

  void addEvent(long sequence, byte[] event) {
    events.add(new Row(sequence, event));
  }

  /** Throws {@link UnreadableException} for a gap or for bytes that make no sense. */
  StoredObject decode() {
    Optional<ObjectSnapshot> snapshot =
        snapshots.stream()
            .findFirst()
            .map(row -> CommitCodec.decodeSnapshot(object, row.sequence(), row.bytes()));
    long before = snapshot.map(ObjectSnapshot::sequence).orElse(0L);
    List<StoredObject.Event> decoded = decodeEvents(before + 1);
    return new StoredObject(snapshot, decoded, before + decoded.size());
  }

  /** The events, which must begin at {@code first} and have no gap. */
  private List<StoredObject.Event> decodeEvents(long first) {
    events.sort(Comparator.comparingLong(Row::sequence));
    List<StoredObject.Event> decoded = new ArrayList<>(events.size());
    long expected = first;
    for (Row row : events) {
      if (row.sequence() != expected) {
        throw new UnreadableException(
            "event %d of object %s is missing: the journal goes on with %d. Restore it from a backup."
                .formatted(expected, object, row.sequence()));
      }
      decoded.add(
          new StoredObject.Event(
              row.sequence(), CommitCodec.decode(object, row.sequence(), row.bytes())));
      expected++;
    }
    return decoded;
  }
}
