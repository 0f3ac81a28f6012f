package dev.holdfast.node;

import dev.holdfast.persistence.DatabaseUnfitException;
import java.net.BindException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logging before anything logs, and one line for a node that cannot start. */
final class Startup {
  private Startup() {}

  /** Must run before the first logger is made: the logging library reads its settings once. */
  static void configureLogging(boolean json, String level) {
    if (System.getProperty("logback.configurationFile") == null) {
      System.setProperty("logback.configurationFile", "holdfast-logback.xml");
    }
    System.setProperty("holdfast.log.appender", json ? "JSON" : "TEXT");
    System.setProperty("holdfast.log.level", level);
  }

  /**
   * Says on standard error why the node does not start; what is a fault of ours goes to the log.
   */
  static int fail(Exception failure) {
    String line = reason(failure);
    if (line.isEmpty()) {
      Logger log = LoggerFactory.getLogger(Startup.class);
      log.error("the node could not start", failure);
      line = "the node could not start: " + failure;
    }
    Console.complain(line);
    return 1;
  }

  private static String reason(Exception failure) {
    Throwable cause = failure;
    while (cause != null) {
      boolean forPeople =
          cause instanceof NodeConfigException
              || cause instanceof DatabaseUnfitException
              || cause instanceof IllegalArgumentException;
      if (forPeople) {
        return String.valueOf(cause.getMessage());
      }
      if (cause instanceof BindException) {
        return "the address is taken or not this machine's. Is another node running? Give another --port.";
      }
      cause = cause.getCause();
    }
    return "";
  }
}
