package dev.holdfast.runtime.host;

import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes what went wrong with local work into the log, under an id that its object is told.
 *
 * <p>Thread rule: callable from any thread.
 */
final class WorkErrors {
  private static final Logger LOG = LoggerFactory.getLogger(WorkErrors.class);

  private final InstantSource clock;
  private final RepeatedErrors errors;

  WorkErrors(InstantSource clock, RepeatedErrors errors) {
    this.clock = clock;
    this.errors = errors;
  }

  /** It threw; returns the id of the error. */
  String threw(String work, Throwable error) {
    String id = Ids.fresh(clock.instant());
    errors.write(
        LOG,
        "work " + work,
        error,
        LOG.atError().addKeyValue("work", work).addKeyValue("error", id),
        "local work failed");
    return id;
  }

  /** Its thread goes on past the deadline and its interrupt. */
  void doesNotEnd(WorkAttempt attempt) {
    StringBuilder stack = new StringBuilder();
    for (StackTraceElement frame : attempt.stack()) {
      stack.append("\n    at ").append(frame);
    }
    LOG.atError()
        .addKeyValue("work", attempt.work.name())
        .log("local work does not end, its thread is given up; it is at{}", stack);
  }

  /** No thread could be had for it. */
  void noThread(OutOfMemoryError error) {
    LOG.error("no thread could be started for local work; it is tried again later", error);
  }
}
