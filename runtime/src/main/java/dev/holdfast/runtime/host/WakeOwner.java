package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.WakeIndex;
import dev.holdfast.runtime.spi.WakeIndex.Due;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Wakes the objects of some slices of the wake index at their times. It reads what is due soon, and
 * hears of what this node's objects change meanwhile; what it does not hear of it reads at the next
 * time.
 */
final class WakeOwner extends AbstractBehavior<WakeOwner.Command> {
  private static final Logger LOG = LoggerFactory.getLogger(WakeOwner.class);

  /** How far ahead it reads: twice as far as it takes to read again. */
  private static final Duration AHEAD = Duration.ofSeconds(20);

  private static final Duration READ_EVERY = Duration.ofSeconds(10);

  /** After a read that failed. */
  private static final Duration READ_AGAIN = Duration.ofSeconds(1);

  /** Less is left than that: read on at once. */
  private static final int LOW = WakeWindow.ENTRIES_MAX / 4;

  sealed interface Command {}

  /** An object's row moved. */
  record Moved(ObjectId object, Optional<Instant> at) implements Command {}

  private record WasRead(
      long epoch, Instant upTo, @Nullable List<Due> rows, @Nullable Throwable failure)
      implements Command {}

  enum Time implements Command {
    TO_SEND,
    TO_READ
  }

  /** What it works with. */
  record Work(
      WakeIndex index,
      WakeIndex.Slices slices,
      Set<String> types,
      HostServices services,
      LeaseGate gate,
      Consumer<ObjectId> wake,
      Runnable ended) {}

  private final TimerScheduler<Command> timers;
  private final Work work;
  private final WakeWindow window = new WakeWindow();
  private Instant horizon = Instant.MIN;
  private @Nullable ScheduledFuture<?> sending;
  private Instant sendingAt = Instant.MAX;
  private boolean reading;
  private boolean more;

  private WakeOwner(ActorContext<Command> context, TimerScheduler<Command> timers, Work work) {
    super(context);
    this.timers = timers;
    this.work = work;
    read();
  }

  static Behavior<Command> create(Work work) {
    return Behaviors.setup(
        context -> Behaviors.withTimers(timers -> new WakeOwner(context, timers, work)));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessage(Moved.class, this::moved)
        .onMessage(WasRead.class, this::wasRead)
        .onMessageEquals(Time.TO_SEND, this::timeToSend)
        .onMessageEquals(Time.TO_READ, this::read)
        .onSignal(
            PostStop.class,
            _ -> {
              cancelSending();
              work.ended().run();
              return this;
            })
        .build();
  }

  private Behavior<Command> moved(Moved moved) {
    Optional<Instant> near = moved.at().filter(at -> !at.isAfter(horizon));
    window.moved(moved.object(), near);
    return send();
  }

  private Behavior<Command> read() {
    if (reading) {
      return this;
    }
    reading = true;
    Instant upTo = now().plus(AHEAD);
    long epoch = window.readBegins();
    // From here on, so that nothing falls between what is read and what is heard of.
    horizon = upTo.isAfter(horizon) ? upTo : horizon;
    getContext()
        .pipeToSelf(
            work.index().due(work.slices(), work.types(), upTo, WakeWindow.ENTRIES_MAX),
            (rows, failure) -> new WasRead(epoch, upTo, rows, failure));
    return this;
  }

  private Behavior<Command> wasRead(WasRead result) {
    reading = false;
    List<Due> rows = result.rows();
    if (rows == null) {
      LOG.warn("what is due could not be read; tried again: {}", String.valueOf(result.failure()));
      more = false;
      timers.startSingleTimer(Time.TO_READ, READ_AGAIN);
      return this;
    }
    more = rows.size() >= WakeWindow.ENTRIES_MAX;
    window.read(result.epoch(), rows, more ? rows.getLast().at() : result.upTo());
    timers.startSingleTimer(Time.TO_READ, READ_EVERY);
    return send();
  }

  private Behavior<Command> timeToSend() {
    sendingAt = Instant.MAX;
    return send();
  }

  private Behavior<Command> send() {
    Instant now = now();
    // As the objects here have it: woken before they know that they may decide, they would not.
    if (!work.gate().isOpen()) {
      // Whoever owns these slices by now wakes their objects; if nobody else does, this one goes
      // on.
      sendAt(now.plus(LeaseGate.WAIT), now);
      return this;
    }
    window.send(now).forEach(work.wake());
    if (more && window.size() < LOW) {
      more = false;
      return read();
    }
    window.next().ifPresent(at -> sendAt(at, now));
    return this;
  }

  /**
   * Not by the actor's own timers, which fire at the next of their ticks of 10 ms. One that is set
   * too early finds nothing to send; so it is only ever moved forward.
   */
  private void sendAt(Instant at, Instant now) {
    if (!at.isBefore(sendingAt)) {
      return;
    }
    cancelSending();
    sendingAt = at;
    ActorRef<Command> self = getContext().getSelf();
    long micros = Math.max(0, ChronoUnit.MICROS.between(now, at) + 1);
    sending =
        ForkJoinPool.commonPool()
            .schedule(() -> self.tell(Time.TO_SEND), micros, TimeUnit.MICROSECONDS);
  }

  private void cancelSending() {
    if (sending != null) {
      boolean _ = sending.cancel(false);
    }
  }

  private Instant now() {
    return work.services().clock().instant();
  }
}
