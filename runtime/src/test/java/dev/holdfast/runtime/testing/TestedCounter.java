package dev.holdfast.runtime.testing;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Refusal;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.SocketOptions;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Turn;

/** The counter of the design, with a request and a socket, as a newcomer would write it. */
final class TestedCounter implements DurableObject<TestedCounter.Command> {
  static final ObjectType<Command> TYPE =
      ObjectType.of("counter", Command.class, TestedCounter::new);
  private static final StorageKey<Long> COUNT = StorageKey.of("count", Long.class);
  private static final Log<String> SAID = Log.of("said", String.class);

  sealed interface Command extends Message {}

  @Stored("increment")
  record Increment(long by) implements Command, Asks<Long> {}

  @Stored("read")
  record Read() implements Command, Asks<Long> {}

  @Override
  public Turn onMessage(Command command, ObjectContext context) {
    long count = context.storage().get(COUNT).orElse(0L);
    return switch (command) {
      case Increment(long by) when by <= 0 ->
          Turn.refuse(Refusal.invalid("a counter only grows; by is %d.".formatted(by)));
      case Increment ask -> Turn.draft().put(COUNT, count + ask.by()).reply(ask, count + ask.by());
      case Read ask -> Turn.draft().reply(ask, count);
    };
  }

  @Override
  public Turn onRequest(Request request, ObjectContext context) {
    return Turn.draft().respond(Response.text(context.setting("greeting").orElse("none")));
  }

  @Override
  public Turn onSocketOpen(ObjectEvent.SocketOpening opening, ObjectContext context) {
    return Turn.draft().accept(opening, SocketOptions.PLAIN.following(SAID, 0));
  }

  @Override
  public Turn onSocketFrame(ObjectEvent.FrameReceived frame, ObjectContext context) {
    return frame.frame() instanceof Frame.Text(String text)
        ? Turn.draft().append(SAID, text)
        : Turn.none();
  }
}
