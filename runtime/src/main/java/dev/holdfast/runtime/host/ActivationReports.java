package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Answer;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes known when an activation goes wrong: in the log, the counts and the next one. */
final class ActivationReports {
  private static final Logger LOG = LoggerFactory.getLogger(Activation.class);

  private static final Answer QUEUE_FULL =
      new Answer.Overloaded("this object's queue is full", Duration.ofSeconds(1));
  private static final Answer NODE_FULL =
      new Answer.Overloaded("this node has no room for more objects", Duration.ofSeconds(1));

  private ActivationReports() {}

  static void queueFull(HostServices services, Envelope envelope) {
    turnedAway(services, envelope, QUEUE_FULL);
  }

  static void nodeFull(HostServices services, Envelope envelope) {
    turnedAway(services, envelope, NODE_FULL);
  }

  private static void turnedAway(HostServices services, Envelope envelope, Answer answer) {
    services.journal().overloaded.increment();
    envelope.answer(answer);
  }

  /** A batch was given up; its culprit has its answer. */
  static void abandoned(
      HostServices services, ObjectId object, TypeRuntime<?> type, ObjectCommand.Abandon abandon) {
    boolean overran = abandon.answer() instanceof Answer.Overran;
    if (overran) {
      services.overrun().add(object, abandon.culprit());
    }
    services
        .journal()
        .turn(
            services.clock().instant(),
            object,
            abandon.culprit().delivery(),
            abandon.answer(),
            overran ? type.handlerDeadline(services.limits()).toNanos() / 1_000 : 0);
  }

  /** What is stored of an object cannot be read; the answer for all that ask it. */
  static Answer unreadable(HostServices services, ObjectId object, Throwable cause) {
    String errorId = Ids.fresh(services.clock().instant());
    var line = LOG.atError().addKeyValue("object", object).addKeyValue("error", errorId);
    String what = "what is stored of an object cannot be read; it is left as it is";
    services.errors().write(LOG, object.type(), cause, line, what);
    return new Answer.Unreadable(errorId);
  }

  /**
   * A commit in flight did not come through.
   *
   * @param cause null when the actor was stopped from outside, as when its node goes down
   */
  static void commitFailed(
      HostServices services, @Nullable Decided committing, @Nullable Throwable cause) {
    services.journal().commitFailures.increment();
    CommitFailure.answer(
        committing == null ? List.of() : committing.late(),
        cause == null ? new Answer.OutcomeUnknown() : CommitFailure.answerFor(cause));
  }

  static void snapshotNotSaved(ObjectId object, Throwable cause) {
    LOG.atWarn()
        .addKeyValue("object", object)
        .log(
            "a snapshot was not saved; waking takes longer until the next: {}", cause.getMessage());
  }
}
