package dev.holdfast.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import ch.qos.logback.core.read.ListAppender;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.slf4j.LoggerFactory;

/** All that is logged from the making of this until its end, as a node would write it. */
final class LoggedLines implements AutoCloseable {
  private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
  private final Logger ours = (Logger) LoggerFactory.getLogger("dev.holdfast");
  private final Level rootBefore = root.getLevel();
  private final ListAppender<ILoggingEvent> heard =
      new ListAppender<>() {
        @Override
        protected void append(ILoggingEvent event) {
          // What the thread that logs has in its MDC is gone when the line is written.
          event.prepareForDeferredProcessing();
          super.append(event);
        }
      };

  /** Hears Holdfast at the level given, which is at most debug on a node, and libraries at info. */
  LoggedLines(Level level) {
    heard.start();
    root.setLevel(Level.INFO);
    ours.setLevel(level);
    root.addAppender(heard);
  }

  /** The lines in one of the node's own formats: {@code TEXT} or {@code JSON}. */
  String in(String format) throws JoranException {
    LoggerContext context = new LoggerContext();
    context.putProperty("holdfast.log.appender", format);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(
        Objects.requireNonNull(LoggedLines.class.getResource("/holdfast-logback.xml")));
    try {
      var appender =
          (OutputStreamAppender<ILoggingEvent>)
              context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(format);
      return List.copyOf(heard.list).stream()
          .map(event -> new String(appender.getEncoder().encode(event), StandardCharsets.UTF_8))
          .collect(Collectors.joining());
    } finally {
      context.stop();
    }
  }

  @Override
  public void close() {
    root.detachAppender(heard);
    root.setLevel(rootBefore);
    ours.setLevel(null);
  }
}
