package dev.holdfast.node.host;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Schedule;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Turn;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;

/** An object that breaks the first rule of handlers: it blocks until the test lets it go. */
public final class Stubborn implements DurableObject<Stubborn.Command> {
  static final ObjectType<Command> TYPE = ObjectType.of("stubborn", Command.class, Stubborn::new);

  private static final StorageKey<Long> COUNT = StorageKey.of("count", Long.class);

  static final Semaphore ENTERED = new Semaphore(0);
  static final Semaphore LEFT = new Semaphore(0);
  static final Semaphore INTERRUPTED = new Semaphore(0);

  /** Objects whose {@code onWake} blocks. */
  static final Set<String> BLOCKED_AT_WAKING = ConcurrentHashMap.newKeySet();

  private static volatile CountDownLatch gate = new CountDownLatch(1);
  private static final AtomicInteger STUCK = new AtomicInteger();

  public sealed interface Command extends Message {}

  @Stored("block")
  public record Block() implements Command {}

  /** Sets an alarm for now whose first attempt blocks. */
  @Stored("set-alarm")
  public record SetAlarm() implements Command {}

  @Stored("add")
  public record Add() implements Command, Asks<Long> {}

  /** Tells another one to block, then to add. */
  @Stored("pass")
  public record Pass(String to) implements Command {}

  /** Whether the handler's thread carries an interrupt that was meant for another. */
  @Stored("is-interrupted")
  public record IsInterrupted() implements Command, Asks<Boolean> {}

  /** Lets go every handler that blocks, and waits until they have ended. */
  static void letGo() throws InterruptedException {
    int stuck = STUCK.get();
    gate.countDown();
    LEFT.acquire(stuck);
    STUCK.addAndGet(-stuck);
    gate = new CountDownLatch(1);
  }

  private static void block() {
    STUCK.incrementAndGet();
    CountDownLatch mine = gate;
    ENTERED.release();
    boolean open = false;
    while (!open) {
      try {
        mine.await();
        open = true;
      } catch (InterruptedException e) {
        INTERRUPTED.release();
      }
    }
    LEFT.release();
  }

  @Override
  public Turn onWake(ObjectContext context) {
    if (BLOCKED_AT_WAKING.remove(context.id().name())) {
      block();
    }
    return Turn.none();
  }

  @Override
  public Turn onAlarm(ObjectEvent.AlarmFired alarm, ObjectContext context) {
    if (alarm.attempt() == 1) {
      block();
    }
    return Turn.none();
  }

  @Override
  public Turn onMessage(Command command, ObjectContext context) {
    long count = context.storage().get(COUNT).orElse(0L);
    return switch (command) {
      case Block _ -> {
        block();
        yield Turn.draft().put(COUNT, -1_000L);
      }
      case Pass(String to) ->
          Turn.draft().tell(ObjectId.parse(to), new Block()).tell(ObjectId.parse(to), new Add());
      case SetAlarm _ -> Turn.draft().setAlarm("stuck", Schedule.after(Duration.ZERO));
      case Add ask -> Turn.draft().put(COUNT, count + 1).reply(ask, count + 1);
      case IsInterrupted ask -> Turn.draft().reply(ask, Thread.currentThread().isInterrupted());
    };
  }
}
