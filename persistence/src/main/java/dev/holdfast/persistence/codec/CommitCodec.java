package dev.holdfast.persistence.codec;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.ObjectSnapshot;
import dev.holdfast.runtime.host.stored.TurnNote;
import dev.holdfast.runtime.host.stored.UnreadableException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Events and snapshots as bytes.
 *
 * <p>An event: format version (1 byte), time, count of changes, the changes, count of turns, the
 * turns. A snapshot: format version, time, count of changes, the changes. Numbers are varints,
 * texts and byte arrays carry their length, a change begins with its stable tag ({@link
 * ChangeCodec}). Log rows are not part of an event's bytes: they are rows of their own.
 *
 * <p>Reading throws {@link UnreadableException} that names object and sequence for anything but
 * exactly one well-formed value. Writing throws {@link IllegalArgumentException} for text that is
 * not Unicode. Thread rule: no state, any thread.
 */
public final class CommitCodec {
  private static final int FORMAT_VERSION = 1;

  /** Holds a small commit (one short key, one note) without growing: time 11, key 30, note 40. */
  private static final int CAPACITY = 96;

  private CommitCodec() {}

  /** The event's bytes, without its log rows. */
  public static byte[] encode(Committed committed) {
    ByteWriter out = new ByteWriter(CAPACITY + payloadBytes(committed.changes()));
    out.rawByte(FORMAT_VERSION);
    out.time(committed.at());
    ChangeCodec.writeAll(committed.changes(), out);
    out.number(committed.turns().size());
    for (TurnNote turn : committed.turns()) {
      out.text(turn.event());
      out.text(turn.correlation());
    }
    return out.toBytes();
  }

  /** Reads an event; its log rows are absent. */
  public static Committed decode(ObjectId object, long sequence, byte[] bytes) {
    return read("event", object, sequence, bytes, CommitCodec::committed);
  }

  /** The snapshot's bytes: its time and changes; object and sequence are the row's key. */
  public static byte[] encode(ObjectSnapshot snapshot) {
    ByteWriter out = new ByteWriter(CAPACITY + payloadBytes(snapshot.changes()));
    out.rawByte(FORMAT_VERSION);
    out.time(snapshot.at());
    ChangeCodec.writeAll(snapshot.changes(), out);
    return out.toBytes();
  }

  /** Reads a snapshot. */
  public static ObjectSnapshot decodeSnapshot(ObjectId object, long sequence, byte[] bytes) {
    return read(
        "snapshot",
        object,
        sequence,
        bytes,
        in -> new ObjectSnapshot(object, sequence, in.time(), ChangeCodec.readAll(in)));
  }

  private static Committed committed(ByteReader in) {
    Instant at = in.time();
    List<Change> changes = ChangeCodec.readAll(in);
    int count = in.elements();
    List<TurnNote> turns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      turns.add(new TurnNote(in.text(), in.text()));
    }
    return new Committed(at, changes, List.of(), turns);
  }

  private static <T> T read(
      String what, ObjectId object, long sequence, byte[] bytes, Function<ByteReader, T> body) {
    try {
      ByteReader in = new ByteReader(bytes);
      int version = in.rawByte();
      if (version != FORMAT_VERSION) {
        throw new MalformedException("written by a newer version: format " + version);
      }
      T value = body.apply(in);
      in.end();
      return value;
    } catch (MalformedException | IllegalArgumentException e) {
      throw new UnreadableException(
          "%s %d of object %s cannot be read: %s. Run the version that wrote it, or restore it from a backup."
              .formatted(what, sequence, object, e.getMessage()),
          e);
    }
  }

  /** Bytes of the large fields, so that the array need not grow by doubling for a large value. */
  private static int payloadBytes(List<Change> changes) {
    long total = 0;
    for (Change change : changes) {
      total += Payload.bytes(change);
    }
    return (int) Math.min(total, Integer.MAX_VALUE - 2L * CAPACITY);
  }
}
