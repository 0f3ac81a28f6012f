package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.host.stored.ObjectStore;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.Delivery.Reach;
import dev.holdfast.runtime.spi.Delivery.RequestId;
import dev.holdfast.runtime.spi.ObjectAlarms;
import dev.holdfast.runtime.testing.TestCalls;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * All that a contract test needs: the host, what it stands on, and short ways to send it events.
 * One for all tests of a class; each test takes objects of its own.
 */
public final class ContractWorld {
  /** Bounds so low that a test reaches them, the same for all. */
  public static final Limits LIMITS =
      new Limits(
          1_000,
          10_000,
          1_000,
          100_000,
          16,
          2_000,
          40,
          20_000,
          8,
          100_000,
          Duration.ofHours(24),
          Duration.ofSeconds(1),
          Duration.ofSeconds(30),
          8,
          2,
          300,
          100_000,
          20,
          20_000,
          8,
          6,
          10_000,
          1L << 30);

  public static final Duration NAP = Duration.ofSeconds(30);

  /** The types that the contract is about. */
  public static final Catalogue CATALOGUE =
      Catalogue.of(
              ObjectType.of("ledger", Ledger.Command.class, Ledger::new),
              ObjectType.of("napper", Ledger.Command.class, Ledger::new).idleAfter(NAP),
              ObjectType.of("waker", Waker.Command.class, Waker::new),
              ObjectType.of("teller", Teller.Command.class, Teller::new),
              ObjectType.of("inquirer", Inquirer.Command.class, Inquirer::new),
              ObjectType.of("caller", Caller.Command.class, Caller::new),
              ObjectType.of("newborn", Newborn.Command.class, Newborn::new))
          .with(Caller.SHOUT);

  /** Makes the host of a test class. */
  @FunctionalInterface
  public interface Start {
    HostUnderTest host(Catalogue catalogue, Limits limits, ContractWorld world);
  }

  private static final AtomicInteger NAMES = new AtomicInteger();

  public final FaultyStore store;
  public final HandClock clock = new HandClock();
  public final ContractHub hub;
  public final TestCalls calls = new TestCalls();
  public final HostUnderTest host;

  public ContractWorld(ObjectStore store, Limits limits, Start start) {
    this(store, limits, new ContractHub(), start);
  }

  /** One of several nodes, each with a hub of its own name. */
  public ContractWorld(ObjectStore store, Limits limits, ContractHub hub, Start start) {
    this.hub = hub;
    this.store = new FaultyStore(store);
    this.host = start.host(CATALOGUE, limits, this);
  }

  /** A name that no test has used. */
  public ObjectId fresh(String type) {
    return new ObjectId(type, "object-" + NAMES.incrementAndGet());
  }

  public Delivery delivery(ObjectId target, Message message) {
    return delivery(target, new ObjectEvent.MessageReceived(message));
  }

  public Delivery delivery(ObjectId target, ObjectEvent event) {
    return new Delivery(
        target, event, Optional.empty(), Reach.EITHER, "test", Duration.ofSeconds(30), 20);
  }

  public Delivery withId(Delivery d, String id) {
    byte[] body = d.event().toString().getBytes(StandardCharsets.UTF_8);
    return new Delivery(
        d.target(),
        d.event(),
        Optional.of(new RequestId("caller", id, body)),
        d.reach(),
        d.correlation(),
        d.deadline(),
        d.bytes());
  }

  public Delivery reaching(Delivery d, Reach reach) {
    return new Delivery(
        d.target(), d.event(), d.id(), reach, d.correlation(), d.deadline(), d.bytes());
  }

  public Delivery sized(Delivery d, int bytes) {
    return new Delivery(
        d.target(), d.event(), d.id(), d.reach(), d.correlation(), d.deadline(), bytes);
  }

  public Delivery within(Delivery d, Duration deadline) {
    return new Delivery(
        d.target(), d.event(), d.id(), d.reach(), d.correlation(), deadline, d.bytes());
  }

  public CompletableFuture<Answer> deliver(Delivery delivery) {
    return host.gateway().deliver(delivery).toCompletableFuture();
  }

  public CompletableFuture<Answer> deliver(ObjectId target, Message message) {
    return deliver(delivery(target, message));
  }

  public CompletableFuture<Answer> deliver(ObjectId target, ObjectEvent event) {
    return deliver(delivery(target, event));
  }

  /** Waits for an answer. */
  public Answer answer(CompletableFuture<Answer> pending) {
    return pending.orTimeout(20, TimeUnit.SECONDS).join();
  }

  public Answer send(Delivery delivery) {
    return answer(deliver(delivery));
  }

  public Answer send(ObjectId target, Message message) {
    return answer(deliver(target, message));
  }

  public List<Answer> answers(List<CompletableFuture<Answer>> pending) {
    List<Answer> answers = new ArrayList<>();
    pending.forEach(one -> answers.add(answer(one)));
    return answers;
  }

  /** What the object replies. */
  public <R> R ask(ObjectId target, Asks<R> message) {
    return reply(send(target, message));
  }

  /** What the object replies once it is back: "not done" is safe to repeat. */
  public <R> R askOnceBack(ObjectId target, Asks<R> message) {
    Answer answer = send(target, message);
    for (int attempt = 0; answer instanceof Answer.NotDone && attempt < 10_000; attempt++) {
      Thread.onSpinWait();
      answer = send(target, message);
    }
    return reply(answer);
  }

  @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // what an Asks<R> is answered
  static <R> R reply(Answer answer) {
    if (answer instanceof Answer.Replied(Object value)) {
      return (R) value;
    }
    throw new AssertionError("not replied but " + answer);
  }

  /**
   * Returns when the object's queue has taken all that this thread delivered to it before: an event
   * too large for any queue is turned away at the gate, at once, and nothing overtakes there.
   */
  public void awaitQueued(ObjectId target) {
    Answer answer = send(sized(delivery(target, new Ledger.Read()), 1_000_000));
    if (!(answer instanceof Answer.Overloaded)) {
      throw new AssertionError("the probe was answered " + answer);
    }
  }

  /** A commit of the object is in flight, held by the store, after this. */
  public CompletableFuture<Answer> holdFirst(ObjectId target, Message message) {
    store.hold();
    CompletableFuture<Answer> first = deliver(target, message);
    store.awaitHeld(1);
    return first;
  }

  /** What an operator sees of the object, once it answers: a handler may just have overrun. */
  public ObjectAlarms shown(ObjectId id) {
    var show = new ObjectEvent.Operated(new ObjectEvent.Operation.ShowAlarms());
    AtomicReference<Answer> answer = new AtomicReference<>();
    eventually(
        "an answer of " + id,
        () -> {
          answer.set(answer(deliver(id, show)));
          return answer.get() instanceof Answer.Replied;
        });
    return reply(answer.get());
  }

  /** Returns once it holds, or fails. */
  public void eventually(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() - deadline > 0) {
        throw new AssertionError("waited in vain: " + what);
      }
      LockSupport.parkNanos(1_000_000);
    }
  }

  /** Puts the objects to sleep. */
  public void sleepAll() {
    clock.advance(Duration.ofMinutes(1));
    host.awaitAllAsleep();
  }
}
