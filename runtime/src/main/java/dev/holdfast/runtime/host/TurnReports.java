package dev.holdfast.runtime.host;

import dev.holdfast.runtime.spi.Delivery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/** What is written into the log of turns of one object that failed. */
record TurnReports(ObjectState state, HostServices services) {
  private static final Logger LOG = LoggerFactory.getLogger(BatchDecider.class);

  /** An event went wrong; the id to find it by. */
  String write(Delivery delivery, String what, Throwable cause) {
    String errorId = Ids.fresh(services.clock().instant());
    LoggingEventBuilder line =
        LOG.atError()
            .addKeyValue("correlation", delivery.correlation())
            .addKeyValue("error", errorId);
    String event = TypeRuntime.eventName(delivery.event());
    write(line, "%s %s; the turn left no trace".formatted(event, what), cause);
    return errorId;
  }

  /** Waking went wrong before that event. */
  void wakeFailed(Delivery first, Throwable cause) {
    write(
        LOG.atError().addKeyValue("correlation", first.correlation()),
        "onWake failed; its turn is dropped, the object goes on",
        cause);
  }

  private void write(LoggingEventBuilder line, String message, Throwable cause) {
    services
        .errors()
        .write(LOG, state.id().type(), cause, line.addKeyValue("object", state.id()), message);
  }
}
