package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.spi.Delivery;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * A message that waits to be delivered.
 *
 * @param at the time of its commit, {@link Tell#UNKNOWN} for one that was read back
 */
record WaitingTell(Change.Told told, Instant at) {
  long number() {
    return told.number();
  }

  /**
   * What is sent.
   *
   * @param previous the number of the one before it, see {@link Tell}
   * @param expiresNanos when it is sent again
   */
  Envelope envelope(
      ObjectId sender,
      long previous,
      Envelope.Replies replies,
      Duration patience,
      long expiresNanos) {
    Delivery delivery =
        new Delivery(
            ObjectId.parse(told.target()),
            new ObjectEvent.MessageReceived(
                new EncodedMessage(TellFormat.kind(told), told.message())),
            Optional.empty(),
            Delivery.Reach.valueOf(told.reach().toUpperCase(Locale.ROOT)),
            told.correlation(),
            patience,
            told.message().length);
    ObjectId from = TellFormat.from(told, sender);
    Tell tell = new Tell(sender, from, told.number(), previous, TellFormat.kind(told), at);
    return new Envelope(told.target(), delivery, replies, expiresNanos, Optional.of(tell), 0);
  }
}
