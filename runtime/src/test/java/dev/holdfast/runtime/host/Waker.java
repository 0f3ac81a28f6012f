package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent.AlarmFired;
import dev.holdfast.runtime.Schedule;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Turn;
import java.time.Duration;

/** An object that counts its alarms. */
public final class Waker implements DurableObject<Waker.Command> {
  static final StorageKey<Long> FIRED = StorageKey.of("fired", Long.class);

  static final StorageKey<Boolean> MENDED = StorageKey.of("mended", Boolean.class);

  public sealed interface Command extends Message {}

  /**
   * Sets an alarm. One whose name begins with {@code bad} fails at its first attempt, with {@code
   * worse} until the object is mended, with {@code shout} it stores nothing and says its name to
   * all sockets.
   */
  @Stored("set")
  public record Set(String name, long seconds) implements Command {}

  @Stored("mend")
  public record Mend() implements Command {}

  @Stored("clear")
  public record Clear(String name) implements Command {}

  /** Answers how many alarms took effect. */
  @Stored("fired")
  public record Fired() implements Command, Asks<Long> {}

  @Override
  public Turn onMessage(Command command, ObjectContext context) {
    return switch (command) {
      case Set(String name, long seconds) ->
          Turn.draft().setAlarm(name, Schedule.after(Duration.ofSeconds(seconds)));
      case Mend _ -> Turn.draft().put(MENDED, true);
      case Clear(String name) -> Turn.draft().clearAlarm(name);
      case Fired ask -> Turn.draft().reply(ask, fired(context));
    };
  }

  @Override
  public Turn onAlarm(AlarmFired alarm, ObjectContext context) {
    if (alarm.name().startsWith("bad") && alarm.attempt() == 1) {
      throw new IllegalStateException("at its first attempt it fails");
    }
    if (alarm.name().startsWith("worse") && !context.storage().get(MENDED).orElse(false)) {
      throw new IllegalStateException("it fails \0 until it is mended");
    }
    return alarm.name().startsWith("shout")
        ? Turn.draft().broadcast(new Frame.Text(alarm.name()))
        : Turn.draft().put(FIRED, fired(context) + 1);
  }

  private static long fired(ObjectContext context) {
    return context.storage().get(FIRED).orElse(0L);
  }
}
