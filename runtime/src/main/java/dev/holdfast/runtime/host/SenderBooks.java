package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.host.stored.Committed;
import dev.holdfast.runtime.host.stored.StoredObject;
import java.time.Instant;
import java.util.List;

/**
 * What a sender has stored about its messages to one receiver. Read from the journal, never asked
 * of a living sender: a second activation of it, which a partition may leave for a while, would
 * answer from an outbox that is not true any more.
 *
 * @param clearedUpTo every message with this number or a lower one took effect, or never will, and
 *     the sender does not send it again
 * @param at the sender's time at its newest commit
 */
record SenderBooks(String sender, long clearedUpTo, Instant at) {

  static SenderBooks of(ObjectId sender, StoredObject stored, ObjectId receiver) {
    Reading reading = new Reading(receiver.toString());
    stored.snapshot().ifPresent(snapshot -> reading.add(snapshot.at(), snapshot.changes()));
    for (StoredObject.Event event : stored.events()) {
      Committed committed = event.committed();
      reading.add(committed.at(), committed.changes());
    }
    long cleared =
        reading.outbox.isEmpty()
            ? TellNumber.last(stored.sequence())
            : reading.outbox.firstNumber() - 1;
    return new SenderBooks(sender.toString(), cleared, reading.at);
  }

  /** The part of the sender's outbox that is for the receiver. */
  private static final class Reading {
    final Outbox outbox = new Outbox();
    Instant at = Instant.MIN;
    private final String receiver;

    Reading(String receiver) {
      this.receiver = receiver;
    }

    void add(Instant time, List<Change> changes) {
      at = time.isAfter(at) ? time : at;
      for (Change change : changes) {
        if (change instanceof Change.Told told && told.target().equals(receiver)) {
          outbox.add(told);
        } else if (change instanceof Change.ToldUpTo upTo && upTo.target().equals(receiver)) {
          outbox.settle(upTo);
        }
      }
    }
  }
}
