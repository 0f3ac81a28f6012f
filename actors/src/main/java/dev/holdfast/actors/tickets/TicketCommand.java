package dev.holdfast.actors.tickets;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What a {@link TicketBox} can be asked. A proof is the SHA-256, in 64 hex digits, of a ticket and
 * of what it is for: the ticket itself never leaves the edge, so it is in no journal.
 */
public sealed interface TicketCommand extends Message {

  /**
   * Keeps a ticket for {@link TicketBox#LIFETIME}. Refused as too large while {@value
   * TicketBox#OUTSTANDING_MAX} are outstanding.
   *
   * @param scope who asks, as the edge names callers
   * @param until when the credential of who asks ends; empty for never
   * @param socketFor how long a socket opened with it may live; empty for no bound
   */
  @Stored("issue")
  record Issue(String proof, String scope, Optional<Instant> until, Optional<Duration> socketFor)
      implements TicketCommand, Asks<Issued> {}

  /** Takes a ticket, once. Refused as not found when there is none, or none any more. */
  @Stored("redeem")
  record Redeem(String proof) implements TicketCommand, Asks<Redeemed> {}

  /** The ticket is kept until then. */
  @Stored("issued")
  record Issued(Instant expires) {}

  /**
   * The ticket was good, and is spent.
   *
   * @param scope who asked for it
   * @param until when a socket opened with it has to end; empty for never
   */
  @Stored("redeemed")
  record Redeemed(String scope, Optional<Instant> until) {}
}
