package dev.holdfast.runtime.testing;

import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectEvent.AlarmFired;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.Schedule;
import dev.holdfast.runtime.SocketOptions;
import dev.holdfast.runtime.Turn;
import java.time.Duration;

/**
 * Rings where the path says: {@code /after/PT5S}, {@code /relay}, {@code /ping-pong}, {@code
 * /each}, {@code /fail}.
 */
final class TestedBell implements DurableObject<Message> {
  static final ObjectType<Message> TYPE = ObjectType.of("bell", TestedBell::new);
  static final Log<String> RUNG = Log.of("rung", String.class);

  @Override
  public Turn onRequest(Request request, ObjectContext context) {
    String[] path = request.path().split("/", -1);
    return switch (path[1]) {
      case "after" -> set(path[1], Schedule.after(Duration.parse(path[2])));
      case "each" ->
          set(
              path[1],
              Schedule.every(Duration.ofMillis(100), context.now()).missed(Schedule.Missed.EACH));
      case "rung" -> Turn.draft().respondPage(RUNG, 0, 1000, "rung");
      case "setting" -> Turn.draft().respond(Response.text(context.setting("tone").orElse("none")));
      default -> set(path[1], Schedule.after(Duration.ofSeconds(1)));
    };
  }

  private static Turn set(String alarm, Schedule schedule) {
    return Turn.draft().setAlarm(alarm, schedule).respond(Response.text("set"));
  }

  @Override
  public Turn onAlarm(AlarmFired alarm, ObjectContext context) {
    Turn rung = Turn.draft().append(RUNG, context.now() + " " + alarm.name());
    return switch (alarm.name()) {
      case "relay" -> rung.setAlarm("relayed", Schedule.after(Duration.ofSeconds(1)));
      case "ping-pong" -> Turn.draft().setAlarm("pong", Schedule.after(Duration.ZERO));
      case "pong" -> Turn.draft().setAlarm("ping-pong", Schedule.after(Duration.ZERO));
      case "each" -> Turn.none();
      case "fail" -> throw new IllegalStateException("the clapper is broken");
      default -> rung;
    };
  }

  @Override
  public Turn onSocketOpen(ObjectEvent.SocketOpening opening, ObjectContext context) {
    return Turn.draft().accept(opening, SocketOptions.PLAIN.following(RUNG, 0));
  }

  @Override
  public Turn onSocketFrame(ObjectEvent.FrameReceived frame, ObjectContext context) {
    return Turn.draft().broadcast(new Frame.Text("heard"));
  }
}
