package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.IndexRows;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.PostStop;
import org.apache.pekko.actor.typed.javadsl.AbstractBehavior;
import org.apache.pekko.actor.typed.javadsl.ActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.actor.typed.javadsl.Receive;
import org.apache.pekko.actor.typed.javadsl.TimerScheduler;
import org.apache.pekko.cluster.sharding.typed.javadsl.ShardedDaemonProcess;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Goes through all objects, one after another and slowly, and has each compared with what the
 * indexes hold of it. What it finds should never be there: it is counted and logged, and mended.
 */
final class IndexSweep extends AbstractBehavior<IndexSweep.Command> {
  private static final Logger LOG = LoggerFactory.getLogger(IndexSweep.class);

  /** A node that has just started has other things to do. */
  private static final Duration FIRST = Duration.ofMinutes(1);

  private static final Duration EVERY = Duration.ofHours(1);

  /** Between two objects: some 20 a second, a hundredth of a core, a million in 14 hours. */
  private static final Duration PAUSE = Duration.ofMillis(50);

  /** After the database did not answer. */
  private static final Duration AGAIN = Duration.ofSeconds(10);

  /** Of one object: the database is away for longer, or it is this object. */
  private static final int FAILURES_MAX = 30;

  private static final int PAGE = 100;

  sealed interface Command {}

  enum Time implements Command {
    /** Begin with the first object, now. */
    TO_BEGIN,
    /** Go on. */
    TO_GO_ON
  }

  private record Page(@Nullable List<ObjectId> objects, @Nullable Throwable failure)
      implements Command {}

  private record Checked(ObjectId object, boolean mended, @Nullable Throwable failure)
      implements Command {}

  private final TimerScheduler<Command> timers;
  private final IndexRows rows;
  private final IndexCheck check;
  private final TurnJournal journal;
  private final Runnable ended;
  private final ArrayDeque<ObjectId> page = new ArrayDeque<>();
  private String last = "";
  private boolean busy;
  private int failures;
  private boolean beginAgain;

  private IndexSweep(
      ActorContext<Command> context,
      TimerScheduler<Command> timers,
      IndexRows rows,
      IndexCheck check,
      TurnJournal journal,
      Runnable ended) {
    super(context);
    this.timers = timers;
    this.rows = rows;
    this.check = check;
    this.journal = journal;
    this.ended = ended;
    timers.startSingleTimer(Time.TO_BEGIN, FIRST);
  }

  /**
   * Starts it on one node of the cluster.
   *
   * @param here has it for as long as that is this node
   */
  static void start(
      ActorSystem<?> system,
      IndexRows rows,
      IndexCheck check,
      TurnJournal journal,
      AtomicReference<@Nullable ActorRef<Command>> here) {
    ShardedDaemonProcess.get(system)
        .init(
            Command.class,
            "index-sweep",
            1,
            _ ->
                Behaviors.setup(context -> {
                  here.set(context.getSelf());
                  Runnable ended = () -> here.compareAndSet(context.getSelf(), null);
                  return Behaviors.withTimers(
                      timers -> new IndexSweep(context, timers, rows, check, journal, ended));
                }));
  }

  @Override
  public Receive<Command> createReceive() {
    return newReceiveBuilder()
        .onMessageEquals(Time.TO_BEGIN, this::begin)
        .onMessageEquals(Time.TO_GO_ON, this::goOn)
        .onMessage(Page.class, this::read)
        .onMessage(Checked.class, this::checked)
        .onSignal(
            PostStop.class,
            _ -> {
              ended.run();
              return this;
            })
        .build();
  }

  private Behavior<Command> begin() {
    if (busy) {
      beginAgain = true;
      return this;
    }
    beginAgain = false;
    page.clear();
    last = "";
    return goOn();
  }

  private Behavior<Command> goOn() {
    if (busy) {
      return this;
    }
    busy = true;
    ObjectId next = page.poll();
    if (next == null) {
      getContext().pipeToSelf(rows.objects(last, PAGE), Page::new);
    } else {
      getContext()
          .pipeToSelf(
              check.check(next),
              (mended, failure) -> new Checked(next, Boolean.TRUE.equals(mended), failure));
    }
    return this;
  }

  private Behavior<Command> read(Page result) {
    busy = false;
    List<ObjectId> objects = result.objects();
    if (objects == null) {
      LOG.warn("objects could not be listed; tried again: {}", String.valueOf(result.failure()));
      return after(AGAIN, Time.TO_GO_ON);
    }
    if (objects.isEmpty()) {
      return after(EVERY, Time.TO_BEGIN);
    }
    page.addAll(objects);
    last = objects.getLast().toString();
    return after(Duration.ZERO, Time.TO_GO_ON);
  }

  private Behavior<Command> checked(Checked result) {
    busy = false;
    Throwable failure = result.failure();
    if (failure != null && !CommitFailure.isUnreadable(failure) && ++failures < FAILURES_MAX) {
      page.addFirst(result.object());
      return after(AGAIN, Time.TO_GO_ON);
    }
    failures = 0;
    if (failure != null) {
      // One that cannot be read says so when it is used; the others are looked at all the same.
      LOG.warn("object {} could not be compared: {}", result.object(), String.valueOf(failure));
      return after(PAUSE, Time.TO_GO_ON);
    }
    journal.alarms.swept.increment();
    if (result.mended()) {
      journal.alarms.mended.increment();
      LOG.warn(
          "the indexes disagreed with the journal of object {} and were mended", result.object());
    }
    return after(PAUSE, Time.TO_GO_ON);
  }

  private Behavior<Command> after(Duration pause, Time what) {
    if (beginAgain) {
      return begin();
    }
    timers.startSingleTimer(what, pause);
    return this;
  }
}
