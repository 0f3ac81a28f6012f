package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.OutputStreamAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;
import org.slf4j.event.KeyValuePair;

class LogTextTest {
  @Test
  void a_name_from_outside_begins_no_line_and_does_not_speak_to_the_terminal() throws Exception {
    String line = logged("counter/a\n05:44:00.000 ERROR forged\u001b[31m\u0085\u2028\u202e");
    assertThat(line).endsWith("object=counter/a?05:44:00.000 ERROR forged?[31m???\n");
    assertThat(line.lines()).hasSize(1);
  }

  @Test
  void words_beyond_ASCII_stay_as_they_are() throws Exception {
    assertThat(logged("counter/größe-数")).endsWith("object=counter/größe-数\n");
  }

  @Test
  void a_line_of_a_handler_names_its_object_and_what_caused_it() throws Exception {
    MDC.put("object", "counter/a\n");
    MDC.put("correlation", "order-17");
    try {
      assertThat(logged("b")).endsWith("failed object=b object=counter/a? correlation=order-17\n");
    } finally {
      MDC.clear();
    }
  }

  private static String logged(String object) throws JoranException {
    LoggerContext context = new LoggerContext();
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(
        Objects.requireNonNull(LogTextTest.class.getResource("/holdfast-logback.xml")));
    try {
      Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
      var text = (OutputStreamAppender<ILoggingEvent>) root.getAppender("TEXT");
      LoggingEvent event =
          new LoggingEvent(LogTextTest.class.getName(), root, Level.ERROR, "failed", null, null);
      event.setMDCPropertyMap(Objects.requireNonNullElse(MDC.getCopyOfContextMap(), Map.of()));
      event.setKeyValuePairs(List.of(new KeyValuePair("object", object)));
      return new String(text.getEncoder().encode(event), StandardCharsets.UTF_8);
    } finally {
      context.stop();
    }
  }
}
