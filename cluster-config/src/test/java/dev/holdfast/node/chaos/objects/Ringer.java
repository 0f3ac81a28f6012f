package dev.holdfast.node.chaos.objects;

import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent.AlarmFired;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.Schedule;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Turn;
import java.time.Duration;

/**
 * Sets alarms and notes each that comes. {@code POST ?token=T&in=MS} sets one; {@code GET ?after=N}
 * reads what came. An alarm's name says when it is due by the machine's clock, which {@link
 * ClockSkew} leaves alone: objects that ship must not read it.
 */
record Ringer() implements DurableObject<Message> {
  private static final Log<Rung> RUNG = Log.of("rung", Rung.class);
  private static final int PAGE = 1_000;

  static ObjectType<Message> type() {
    return ObjectType.of("ringer", Ringer::new).idleAfter(Duration.ofSeconds(2));
  }

  @Stored("rung")
  record Rung(String token, long late, long truly) {}

  @Override
  public Turn onRequest(Request request, ObjectContext context) {
    if (request.method().equals("GET")) {
      long after = Long.parseLong(request.parameter("after").orElse("0"));
      return Turn.draft().respondPage(RUNG, after, PAGE, "lines");
    }
    long in = Long.parseLong(request.parameter("in").orElseThrow());
    String name = request.parameter("token").orElseThrow() + "@" + (machineMillis() + in);
    return Turn.draft()
        .setAlarm(name, Schedule.after(Duration.ofMillis(in)))
        .respond(Response.text("set"));
  }

  @Override
  public Turn onAlarm(AlarmFired alarm, ObjectContext context) {
    int at = alarm.name().indexOf('@');
    long late = Duration.between(alarm.due(), context.now()).toMillis();
    long truly = machineMillis() - Long.parseLong(alarm.name().substring(at + 1));
    return Turn.draft().append(RUNG, new Rung(alarm.name().substring(0, at), late, truly));
  }

  private static long machineMillis() {
    return System.currentTimeMillis();
  }
}
