package dev.holdfast.http.call;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.CallResult.Why;
import dev.holdfast.runtime.spi.CallRunner;
import dev.holdfast.runtime.spi.CallVitals;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes calls over HTTP, each on a virtual thread while it runs and on none while it waits. At its
 * deadline an attempt is over whatever it does: its thread is interrupted, which closes its
 * connection.
 */
public final class HttpCalls implements CallRunner, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpCalls.class);
  private static final String USER_AGENT = "Holdfast";

  /** How soon who was turned away may come again: what waits is then a good part further. */
  private static final Duration BUSY_PAUSE = Duration.ofSeconds(2);

  private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

  /** What tests replace. */
  record World(Names names, SSLContext tls, InstantSource clock) {}

  private final CallLimits limits;
  private final Attachments attachments;
  private final Names names;
  private final Wire wire;
  private final Hops hops;
  private final Places<Attempt> places;
  private final CallCounts counts = new CallCounts();
  private final Set<Attempt> attempts = ConcurrentHashMap.newKeySet();
  private final ScheduledThreadPoolExecutor timers;
  private volatile boolean closed;

  /**
   * Calls of a node.
   *
   * @param secrets by name, read anew for every attempt; must not block for long
   * @param settings by name, likewise; they hold no secrets
   */
  public HttpCalls(
      CallLimits limits,
      AddressPolicy policy,
      Function<String, Optional<String>> secrets,
      Function<String, Optional<String>> settings) {
    this(limits, policy, secrets, settings, world());
  }

  HttpCalls(
      CallLimits limits,
      AddressPolicy policy,
      Function<String, Optional<String>> secrets,
      Function<String, Optional<String>> settings,
      World world) {
    this.limits = limits;
    attachments = new Attachments(secrets, settings, USER_AGENT);
    names = world.names();
    wire = new Wire(limits, world.tls());
    hops = new Hops(names, policy, wire, world.clock());
    places = new Places<>(limits);
    timers =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name("call-timers").factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    timers.setRemoveOnCancelPolicy(true);
    long every = SWEEP_EVERY.toSeconds();
    Future<?> _ = timers.scheduleWithFixedDelay(wire::closeIdle, every, every, TimeUnit.SECONDS);
  }

  @Override
  public CompletionStage<Outcome> attempt(
      Call.Http call, String idempotencyKey, String traceparent) {
    Attempt attempt;
    try {
      String place = attachments.origin(call).place();
      attempt = new Attempt(call, idempotencyKey, traceparent, place);
    } catch (AttemptFailed failed) {
      counts.count(failed.outcome());
      return CompletableFuture.completedStage(failed.outcome());
    } catch (RuntimeException fault) {
      Outcome outcome = ours(fault);
      counts.count(outcome);
      return CompletableFuture.completedStage(outcome);
    }
    attempts.add(attempt);
    switch (places.enter(attempt)) {
      case RUNS -> start(attempt);
      case WAITS -> attempt.waitsUntil(timer(() -> waitedTooLong(attempt), limits.waitMax()));
      case FULL ->
          finish(attempt, new Outcome.Busy("too many calls wait on this node", BUSY_PAUSE));
    }
    return attempt.done.minimalCompletionStage();
  }

  @Override
  public CallVitals vitals() {
    return new CallVitals(
        places.running(),
        places.waiting(),
        places.waitingBytes(),
        counts.answered(),
        counts.failed());
  }

  /** Ends every attempt, what waits as busy, what runs as failed; it waits for none of them. */
  @Override
  public void close() {
    closed = true;
    timers.shutdownNow();
    // Those that wait first: each that ends would let one of them begin.
    for (Attempt attempt : attempts) {
      if (places.withdraw(attempt)) {
        end(attempt, stopping());
      }
    }
    for (Attempt attempt : attempts) {
      end(attempt, brokenOff());
    }
    wire.close();
    if (names instanceof SystemNames own) {
      own.close();
    }
  }

  private void start(Attempt attempt) {
    Thread thread = Thread.ofVirtual().name("call").unstarted(() -> run(attempt));
    attempt.runsOn(thread);
    attempt.runsUntil(timer(() -> end(attempt, late()), attempt.call.deadline()));
    thread.start();
  }

  private void run(Attempt attempt) {
    // A deadline that passed before this thread began has interrupted nothing.
    Outcome outcome = closed || attempt.isOver() ? stopping() : outcome(attempt);
    places.leave(attempt).ifPresent(this::start);
    finish(attempt, outcome);
  }

  private Outcome outcome(Attempt attempt) {
    try {
      AttachedCall call =
          attachments.attach(attempt.call, attempt.idempotencyKey, attempt.traceparent);
      return hops.run(call, attempt.call.deadline());
    } catch (AttemptFailed failed) {
      return failed.outcome();
    } catch (InterruptedException passed) {
      // The deadline or the end of the node; which of them has been told already.
      Thread.currentThread().interrupt();
      return late();
    } catch (RuntimeException | Error fault) {
      return ours(fault);
    }
  }

  /** From outside: whatever it does is broken off first, then who waits for it is told. */
  private void end(Attempt attempt, Outcome outcome) {
    if (attempt.ends()) {
      attempt.interrupt();
      settle(attempt, outcome);
    }
  }

  private void waitedTooLong(Attempt attempt) {
    if (places.withdraw(attempt)) {
      finish(attempt, new Outcome.Busy("too many calls wait for this host", BUSY_PAUSE));
    }
  }

  private void finish(Attempt attempt, Outcome outcome) {
    if (attempt.ends()) {
      settle(attempt, outcome);
    }
  }

  private void settle(Attempt attempt, Outcome outcome) {
    attempts.remove(attempt);
    attempt.callOffTimers();
    counts.count(outcome);
    attempt.done.complete(outcome);
  }

  /** Not on the timers' own thread: who is told there would hold up all other deadlines. */
  private Future<?> timer(Runnable what, Duration in) {
    return timers.schedule(
        () -> Thread.startVirtualThread(what), in.toNanos(), TimeUnit.NANOSECONDS);
  }

  private static Outcome late() {
    return new Outcome.Failed(Why.TIMED_OUT, "the other side did not answer in time");
  }

  private static Outcome stopping() {
    return new Outcome.Busy("the node is stopping", BUSY_PAUSE);
  }

  /** It may have been sent, so it was an attempt. */
  private static Outcome brokenOff() {
    return new Outcome.Failed(Why.CONNECTION_LOST, "the node stopped before the answer came");
  }

  /** Logs where, but not what it says: that may hold a secret. */
  private static Outcome ours(Throwable fault) {
    LOG.error(
        "a call failed by a fault of the node: {} at {}",
        fault.getClass().getName(),
        Arrays.stream(fault.getStackTrace()).limit(8).toList());
    return new Outcome.Refused(Why.FAILED, "a fault of the node; its log says more");
  }

  private static World world() {
    try {
      return new World(new SystemNames(), SSLContext.getDefault(), InstantSource.system());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no TLS. Use a complete JDK 25.", e);
    }
  }
}
