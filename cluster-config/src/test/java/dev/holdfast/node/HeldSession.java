package dev.holdfast.node;

import dev.holdfast.actors.chitty.ChittySession;
import dev.holdfast.actors.chitty.SessionCommand;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Turn;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;

/** A context as it is, but one named {@value #NAME} blocks in a merge until the test lets it go. */
public final class HeldSession implements DurableObject<SessionCommand> {
  static final String NAME = "held";

  /** As the type itself, but asleep after a second, and with time to block. */
  static final ObjectType<SessionCommand> TYPE =
      ObjectType.of(ChittySession.TYPE.name(), SessionCommand.class, HeldSession::new)
          .idleAfter(Duration.ofSeconds(1))
          .handlerDeadline(Duration.ofSeconds(20));

  static final Semaphore ENTERED = new Semaphore(0);
  static final CountDownLatch GATE = new CountDownLatch(1);

  private final ChittySession session = new ChittySession();

  @Override
  public Turn onMessage(SessionCommand command, ObjectContext context) {
    if (command instanceof SessionCommand.Merge && context.id().name().equals(NAME)) {
      ENTERED.release();
      try {
        GATE.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException("held past its deadline", e);
      }
    }
    return session.onMessage(command, context);
  }

  @Override
  public Turn onAlarm(ObjectEvent.AlarmFired alarm, ObjectContext context) {
    return session.onAlarm(alarm, context);
  }

  @Override
  public Turn onSocketOpen(ObjectEvent.SocketOpening opening, ObjectContext context) {
    return session.onSocketOpen(opening, context);
  }

  @Override
  public Turn onSocketFrame(ObjectEvent.FrameReceived frame, ObjectContext context) {
    return session.onSocketFrame(frame, context);
  }
}
