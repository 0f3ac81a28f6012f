package dev.holdfast.actors.examples;

import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent.AlarmFired;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.Schedule;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Turn;
import java.time.Duration;

/**
 * Says how punctual alarms are. {@code POST ?in=MS} sets one; when it fires the clock stores how
 * late it was; {@code GET} answers that in milliseconds as plain text, -1 before.
 */
public final class Clock implements DurableObject<Message> {
  public static final ObjectType<Message> TYPE = ObjectType.of("clock", Clock::new);

  static final StorageKey<Long> LATE_MILLIS = StorageKey.of("late-millis", Long.class);

  /** A year: longer is a mistake. */
  static final long IN_MILLIS_MAX = Duration.ofDays(366).toMillis();

  private static final String ALARM = "alarm";

  @Override
  public Turn onRequest(Request request, ObjectContext context) {
    if (!request.path().equals("/")) {
      return Turn.refuse(Refusal.notFound("a clock has nothing below its name. Leave it out."));
    }
    return switch (request.method()) {
      case "GET", "HEAD" ->
          Turn.draft()
              .respond(Response.text(context.storage().get(LATE_MILLIS).orElse(-1L).toString()));
      case "POST" -> set(request);
      default ->
          Turn.refuse(
              new Refusal(Refusal.Kind.METHOD_NOT_ALLOWED, "a clock takes GET and POST. Use one."));
    };
  }

  private static Turn set(Request request) {
    String in = request.parameter("in").orElse("");
    // Eleven digits reach past the bound and fit into a long.
    if (!in.matches("\\d{1,11}") || Long.parseLong(in) > IN_MILLIS_MAX) {
      return Turn.refuse(
          Refusal.invalid(
              "'in' says in how many milliseconds the alarm fires. Give 0 to %d."
                  .formatted(IN_MILLIS_MAX)));
    }
    return Turn.draft()
        .delete(LATE_MILLIS)
        .setAlarm(ALARM, Schedule.after(Duration.ofMillis(Long.parseLong(in))))
        .respond(Response.text("set"));
  }

  @Override
  public Turn onAlarm(AlarmFired alarm, ObjectContext context) {
    long late = Duration.between(alarm.due(), context.now()).toMillis();
    return Turn.draft().put(LATE_MILLIS, late);
  }
}
