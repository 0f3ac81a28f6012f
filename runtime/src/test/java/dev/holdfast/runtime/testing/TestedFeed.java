package dev.holdfast.runtime.testing;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.Cron;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent.AlarmFired;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Schedule;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Is read every quarter of an hour, and remembers each time. */
final class TestedFeed implements DurableObject<TestedFeed.Command> {
  static final ObjectType<Command> TYPE = ObjectType.of("feed", Command.class, TestedFeed::new);
  private static final StorageKey<Times> TIMES = StorageKey.of("times", Times.class);

  sealed interface Command extends Message {}

  @Stored("follow")
  record Follow() implements Command {}

  @Stored("read-times")
  record ReadTimes() implements Command, Asks<Times> {}

  /** Firings, when they happened. */
  @Stored("times")
  record Times(List<Instant> at, List<Boolean> late, long firings) {}

  @Override
  public Turn onMessage(Command command, ObjectContext context) {
    return switch (command) {
      case Follow _ -> Turn.draft().setAlarm("read", Schedule.cron(Cron.unix("*/15 * * * *")));
      case ReadTimes ask -> Turn.draft().reply(ask, times(context));
    };
  }

  private static Times times(ObjectContext context) {
    return context.storage().get(TIMES).orElse(new Times(List.of(), List.of(), 0));
  }

  @Override
  public Turn onAlarm(AlarmFired alarm, ObjectContext context) {
    Times times = times(context);
    List<Instant> at = new ArrayList<>(times.at());
    at.add(context.now());
    List<Boolean> late = new ArrayList<>(times.late());
    late.add(alarm.late());
    return Turn.draft().put(TIMES, new Times(at, late, times.firings() + alarm.firings()));
  }
}
