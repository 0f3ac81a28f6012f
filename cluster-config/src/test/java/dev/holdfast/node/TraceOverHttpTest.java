package dev.holdfast.node;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Request;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.Schedule;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Turn;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One request's trace, through a whole node: turn, message, alarm; log lines, history, feed. */
class TraceOverHttpTest {
  private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
  private static final String CORRELATION = "order-17~" + TRACE + "-01";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @TempDir static Path data;

  private static RunningNode node;

  sealed interface Command extends Message {}

  @Stored("remind")
  record Remind() implements Command {}

  /** Tells its reminder of each request; that one sets an alarm, which fails once. */
  private static final class Desk implements DurableObject<Command> {
    static final ObjectType<Command> TYPE = ObjectType.of("desk", Command.class, Desk::new);
    private static final Logger LOG = LoggerFactory.getLogger(Desk.class);

    @Override
    public Turn onRequest(Request request, ObjectContext context) {
      LOG.info("asked");
      return Turn.draft()
          .tell(new ObjectId("desk", "reminder"), new Remind())
          .respond(Response.text("ok"));
    }

    @Override
    public Turn onMessage(Command command, ObjectContext context) {
      LOG.info("told");
      return Turn.draft().setAlarm("soon", Schedule.after(Duration.ofMillis(1)));
    }

    @Override
    public Turn onAlarm(ObjectEvent.AlarmFired alarm, ObjectContext context) {
      LOG.info("alarmed");
      if (alarm.attempt() == 1) {
        throw new IllegalStateException("not yet");
      }
      return Turn.none();
    }
  }

  @BeforeAll
  static void start() {
    node = RunningNode.start(data, Catalogue.of(Desk.TYPE), Map.of(), Map.of());
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  private static void await(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(what).isLessThan(deadline);
      LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
    }
  }

  @Test
  void a_trace_goes_through_turn_message_and_alarm_into_log_and_history() throws Exception {
    try (LoggedLines lines = new LoggedLines(Level.INFO)) {
      var response =
          node.send(
              node.request("/objects/desk/front")
                  .POST(HttpRequest.BodyPublishers.noBody())
                  .header("X-Request-Id", "order-17")
                  .header("traceparent", "00-" + TRACE + "-00f067aa0ba902b7-01"));
      assertThat(response.headers().firstValue("x-request-id")).hasValue("order-17");
      // Not by asking the object: each question would be a turn, and push out those of the feed.
      await("reminded", () -> node.metric("holdfast_alarms_fired_total") == 1);

      String text = lines.in("TEXT");
      assertThat(lineWith(text, " asked "))
          .contains("object=desk/front correlation=" + CORRELATION);
      assertThat(lineWith(text, " told ")).contains("desk/reminder correlation=" + CORRELATION);
      assertThat(lineWith(text, " alarmed ")).contains("desk/reminder correlation=" + CORRELATION);
      assertThat(lineWith(text, " an alarm's handler failed"))
          .containsOnlyOnce("correlation=" + CORRELATION);
      assertThat(lineWith(lines.in("JSON"), "\"alarmed\""))
          .contains("\"correlation\":\"" + CORRELATION + "\"")
          .contains("\"object\":\"desk\\/reminder\"");
    }
    String hex = HexFormat.of().formatHex(CORRELATION.getBytes(StandardCharsets.UTF_8));
    for (String object : new String[] {"desk/front", "desk/reminder"}) {
      String inHistory =
          "journal WHERE object = '%s' AND position('\\x%s'::bytea in event) > 0"
              .formatted(object, hex);
      assertThat(node.count(inHistory)).isPositive();
    }
    // Turns are objects without braces inside: each is looked at by itself.
    assertThat(Stream.of(feed().split("[{}]")).filter(turn -> turn.contains(CORRELATION)))
        .hasSize(4) // the alarm twice
        .allMatch(turn -> turn.matches(".*\"event\":\"(POST|remind|alarm)\".*"));
  }

  /** The newest turns, as a page that opens gets them. */
  private static String feed() throws IOException, InterruptedException {
    var live =
        node.http.send(
            node.request("/api/v1/live").build(), HttpResponse.BodyHandlers.ofInputStream());
    try (var lines =
        new BufferedReader(new InputStreamReader(live.body(), StandardCharsets.UTF_8))) {
      assertThat(lines.readLine()).isEqualTo("event: state");
      return lines.readLine();
    }
  }

  private static String lineWith(String log, String what) {
    return log.lines()
        .filter(line -> line.contains(what))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no line with '" + what + "' in\n" + log));
  }
}
