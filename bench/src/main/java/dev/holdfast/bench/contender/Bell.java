package dev.holdfast.bench.contender;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent.AlarmFired;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Schedule;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Turn;
import java.time.Duration;
import java.time.Instant;

/**
 * Rings at a time, and stores how often it has rung, for which time, and how late: what it says
 * afterwards is what was committed. One event sets it and one is its ringing.
 */
public final class Bell implements DurableObject<Bell.Command> {
  static final ObjectType<Command> TYPE = ObjectType.of("bell", Command.class, Bell::new);

  static final StorageKey<Rung> RUNG = StorageKey.of("rung", Rung.class);

  private static final String ALARM = "ring";

  /** What a bell can be asked. */
  public sealed interface Command extends Message {}

  /** Sets it. */
  @Stored("ring-at")
  public record RingAt(Instant due) implements Command {}

  /** Answers what it has stored. */
  @Stored("read")
  public record Read() implements Command, Asks<Rung> {}

  /**
   * What a bell stores.
   *
   * @param times how often it has rung
   * @param due the time the last ringing was set for
   * @param lateMicros how much later its handler ran
   */
  @Stored("rung")
  public record Rung(long times, Instant due, long lateMicros) {
    static final Rung NEVER = new Rung(0, Instant.EPOCH, 0);
  }

  @Override
  public Turn onMessage(Command command, ObjectContext context) {
    return switch (command) {
      case RingAt(Instant due) -> Turn.draft().setAlarm(ALARM, Schedule.at(due));
      case Read ask -> Turn.draft().reply(ask, rung(context));
    };
  }

  @Override
  public Turn onAlarm(AlarmFired alarm, ObjectContext context) {
    long late = Duration.between(alarm.due(), context.now()).toNanos() / 1_000;
    return Turn.draft().put(RUNG, new Rung(rung(context).times() + 1, alarm.due(), late));
  }

  private static Rung rung(ObjectContext context) {
    return context.storage().get(RUNG).orElse(Rung.NEVER);
  }
}
