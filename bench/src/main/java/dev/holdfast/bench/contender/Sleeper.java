package dev.holdfast.bench.contender;

import dev.holdfast.actors.LogFollowing;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Turn;
import java.time.Duration;

/**
 * A room that leaves memory whenever it is looked at and has nothing to do just then, which is once
 * a second, and counts how often it came back. A request is answered with that and with how many
 * frames it has stored, as {@code WAKES/FRAMES}.
 */
final class Sleeper implements DurableObject<Message> {
  static final ObjectType<Message> TYPE =
      ObjectType.of("sleeper", Sleeper::new).idleAfter(Duration.ZERO);

  private static final StorageKey<Long> WAKES = StorageKey.of("wakes", Long.class);
  private static final Log<String> FRAMES = Log.of("frames", String.class).keeping(100_000);

  @Override
  public Turn onWake(ObjectContext context) {
    return Turn.draft().put(WAKES, wakes(context) + 1);
  }

  private static long wakes(ObjectContext context) {
    return context.storage().get(WAKES).orElse(0L);
  }

  @Override
  public Turn onRequest(Request request, ObjectContext context) {
    return Turn.draft().respond(Response.text(wakes(context) + "/" + context.log(FRAMES).tail()));
  }

  @Override
  public Turn onSocketOpen(ObjectEvent.SocketOpening opening, ObjectContext context) {
    return LogFollowing.accept(opening, FRAMES, context);
  }

  @Override
  public Turn onSocketFrame(ObjectEvent.FrameReceived frame, ObjectContext context) {
    return switch (frame.frame()) {
      case Frame.Text(String text) -> Turn.draft().append(FRAMES, text);
      case Frame.Binary _ -> Turn.none();
    };
  }
}
