package dev.holdfast.actors.tickets;

import dev.holdfast.actors.tickets.TicketCommand.Issue;
import dev.holdfast.actors.tickets.TicketCommand.Issued;
import dev.holdfast.actors.tickets.TicketCommand.Redeem;
import dev.holdfast.actors.tickets.TicketCommand.Redeemed;
import dev.holdfast.runtime.Access;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.KeyRange;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent.AlarmFired;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Schedule;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Turn;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A sixteenth of the outstanding tickets. An object, because a ticket must hold on every node and
 * count once among them all: of two that redeem it at the same time, one comes second.
 *
 * <p>Its keys are its tickets. Spent ones go with the turn that spends them, expired ones with an
 * alarm that is set while there are any.
 */
public final class TicketBox implements DurableObject<TicketCommand> {
  /** What was issued is of no use to anybody after an hour. */
  private static final Duration HISTORY = Duration.ofHours(1);

  public static final ObjectType<TicketCommand> TYPE =
      ObjectType.of("tickets", TicketCommand.class, TicketBox::new)
          .history(HISTORY)
          .access(request -> Access.NOBODY);

  /** Boxes: enough that issuing is not bound to what one object can commit. A power of two. */
  public static final int BOXES = 16;

  /** Long enough for a slow phone to connect, short enough that a URL in a log is worthless. */
  public static final Duration LIFETIME = Duration.ofSeconds(60);

  /**
   * Outstanding tickets of one box: at some 300 bytes each 2.5 MB in memory, and with 16 boxes
   * 2,000 a second that nobody redeems. All of them can expire in one turn, see {@link
   * dev.holdfast.runtime.Limits#TURN_EFFECTS_MAX}.
   */
  public static final int OUTSTANDING_MAX = 8_192;

  /** Pause between two clean-ups: so long at most an expired ticket counts as outstanding. */
  public static final Duration CLEANUP_PAUSE = Duration.ofSeconds(5);

  private static final String CLEANUP = "clean-up";

  /** The boxes as a catalogue. */
  public static Catalogue catalogue() {
    return Catalogue.of(TYPE);
  }

  /** The box of tickets that begin with this byte. */
  public static ObjectId of(byte first) {
    return new ObjectId(TYPE.name(), Integer.toHexString(first & (BOXES - 1)));
  }

  @Override
  public Turn onMessage(TicketCommand command, ObjectContext context) {
    if (context.sender().isPresent()) {
      return Turn.refuse(Refusal.forbidden("tickets are the edge's. Ask at /api/v1/tickets."));
    }
    return switch (command) {
      case Issue issue -> issued(issue, context);
      case Redeem redeem -> redeemed(redeem, context);
    };
  }

  @Override
  public Turn onAlarm(AlarmFired alarm, ObjectContext context) {
    Turn turn = Turn.draft();
    Instant next = Instant.MAX;
    for (Map.Entry<String, Ticket> each :
        context.storage().list(KeyRange.ALL, Ticket.class).entrySet()) {
      Instant expires = each.getValue().expires();
      if (expires.isAfter(context.now())) {
        next = expires.isBefore(next) ? expires : next;
      } else {
        turn.delete(key(each.getKey()));
      }
    }
    return next.equals(Instant.MAX)
        ? turn
        : turn.setAlarm(CLEANUP, Schedule.at(cleanup(next, context)));
  }

  private static Turn issued(Issue issue, ObjectContext context) {
    if (context.storage().size() >= OUTSTANDING_MAX) {
      return Turn.refuse(
          new Refusal(
              Refusal.Kind.TOO_LARGE,
              "%d tickets are outstanding. Redeem them, or wait until they expire."
                  .formatted(OUTSTANDING_MAX)));
    }
    Instant expires = context.now().plus(LIFETIME);
    Ticket ticket = new Ticket(issue.scope(), expires, issue.until(), issue.socketFor());
    Turn turn = Turn.draft().put(key(issue.proof()), ticket).reply(issue, new Issued(expires));
    return context.alarms().containsKey(CLEANUP)
        ? turn
        : turn.setAlarm(CLEANUP, Schedule.at(cleanup(expires, context)));
  }

  private static Turn redeemed(Redeem redeem, ObjectContext context) {
    Optional<Ticket> live =
        context
            .storage()
            .get(key(redeem.proof()))
            .filter(ticket -> ticket.expires().isAfter(context.now()));
    return live.map(ticket ->
            Turn.draft()
                .delete(key(redeem.proof()))
                .reply(redeem, new Redeemed(ticket.scope(), until(ticket, context.now()))))
        .orElseGet(() ->
            Turn.refuse(
                Refusal.notFound("there is no such ticket, or it is spent. Fetch a new one.")));
  }

  private static Optional<Instant> until(Ticket ticket, Instant now) {
    Optional<Instant> bound = ticket.socketFor().map(now::plus);
    return ticket
        .until()
        .filter(credential -> bound.isEmpty() || credential.isBefore(bound.get()))
        .or(() -> bound);
  }

  private static Instant cleanup(Instant expires, ObjectContext context) {
    Instant soonest = context.now().plus(CLEANUP_PAUSE);
    return expires.isBefore(soonest) ? soonest : expires;
  }

  private static StorageKey<Ticket> key(String proof) {
    return StorageKey.of(proof, Ticket.class);
  }
}
