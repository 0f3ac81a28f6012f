package dev.holdfast.runtime.host;

import java.time.Duration;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;

/** Has things done by a node's scheduler every so often; none must block. */
record Every(ActorSystem<?> system) {
  /** From now on, that long after it was done each time. */
  Cancellable time(Duration interval, Runnable work) {
    return system
        .scheduler()
        .scheduleWithFixedDelay(interval, interval, work, system.executionContext());
  }
}
