package dev.holdfast.http.metrics;

import dev.holdfast.http.socket.SocketVitals;
import dev.holdfast.runtime.spi.NodeVitals;
import dev.holdfast.runtime.spi.NodeVitals.ClockSeen;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * Counts requests by route and class of status, and shows what the runtime and the JVM say of
 * themselves. Meters of the hot path are looked up once, at the start.
 *
 * <p>Thread rule: {@link #routes}, {@link #show}, {@link #sockets} and {@link #gauge} by one
 * thread, before the first request; the rest by any thread. What is shown is asked for on the
 * thread that scrapes.
 */
public final class EdgeMetrics implements AutoCloseable {
  private static final int STATUS_CLASSES = 6;

  /** From a read in memory to the ask deadline. */
  private static final Duration[] BUCKETS = {
    Duration.ofMillis(1),
    Duration.ofMillis(2),
    Duration.ofMillis(5),
    Duration.ofMillis(10),
    Duration.ofMillis(25),
    Duration.ofMillis(50),
    Duration.ofMillis(100),
    Duration.ofMillis(250),
    Duration.ofMillis(500),
    Duration.ofSeconds(1),
    Duration.ofSeconds(5),
    Duration.ofSeconds(30)
  };

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Map<String, Timer[]> requests = new HashMap<>();
  private final Map<String, Counter> turnedAway = new HashMap<>();
  private final JvmGcMetrics gc = new JvmGcMetrics();

  /** Meters of the edge itself and of the JVM. */
  public EdgeMetrics() {
    requests.put(NO_ROUTE, timers(NO_ROUTE));
    for (String why : List.of("rate", "overload", "body", "auth")) {
      turnedAway.put(
          why,
          Counter.builder("holdfast.edge.turned.away")
              .description("Requests turned away at a bound of the edge")
              .tag("why", why)
              .register(registry));
    }
    new JvmMemoryMetrics().bindTo(registry);
    gc.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ClassLoaderMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** Meters for routes of these names; before the first request only. */
  public void routes(List<String> names) {
    names.forEach(name -> requests.put(name, timers(name)));
  }

  /** The route label of requests that reached none. */
  public static final String NO_ROUTE = "none";

  /** Shows what the runtime counts. */
  public void show(NodeVitals vitals) {
    for (String type : vitals.awakeByType().keySet()) {
      Gauge.builder("holdfast.objects.awake", () -> vitals.awakeByType().getOrDefault(type, 0L))
          .description("Objects in memory")
          .tag("type", type)
          .register(registry);
      Gauge.builder(
              "holdfast.objects.awake.bytes",
              () -> vitals.awakeBytesByType().getOrDefault(type, 0L))
          .description("Bytes of keys in memory")
          .tag("type", type)
          .register(registry);
    }
    count(vitals, "turns", "Handlers run", NodeVitals.Counters::turns);
    count(vitals, "commits", "Journal events written", NodeVitals.Counters::commits);
    count(vitals, "refused", "Turns that refused", NodeVitals.Counters::refused);
    count(vitals, "failed", "Handlers that threw", NodeVitals.Counters::failed);
    count(vitals, "overran", "Handlers abandoned", NodeVitals.Counters::overran);
    count(vitals, "wakes", "Objects loaded", NodeVitals.Counters::wakes);
    count(vitals, "sleeps", "Objects that left memory", NodeVitals.Counters::sleeps);
    count(vitals, "overloaded", "Events turned away", NodeVitals.Counters::overloaded);
    count(
        vitals,
        "commit.failures",
        "Commits failed or unknown",
        NodeVitals.Counters::commitFailures);
    registry.getPrometheusRegistry().register(new AlarmMetrics(vitals));
    registry.getPrometheusRegistry().register(new CallMetrics(vitals));
    registry.getPrometheusRegistry().register(new TellMetrics(vitals));
    registry.getPrometheusRegistry().register(new LeaseMetrics(vitals));
    clock(vitals, "offset", "From this node's clock to the database's", ClockSeen::offset);
    clock(vitals, "offset.uncertainty", "The offset is within this", ClockSeen::uncertainty);
    clock(vitals, "offset.max", "Further away the node is not ready", ClockSeen::offsetMax);
  }

  /** Shows what the hub counts of sockets. */
  public void sockets(Supplier<List<SocketVitals>> vitals) {
    registry.getPrometheusRegistry().register(new SocketMetrics(vitals));
  }

  private void clock(
      NodeVitals vitals, String name, String what, Function<ClockSeen, Duration> value) {
    gauge(
        "holdfast.clock." + name + ".seconds",
        what,
        () -> vitals.clock().map(seen -> value.apply(seen).toNanos() / 1e9).orElse(Double.NaN));
  }

  /** Shows a number. */
  public void gauge(String name, String description, Supplier<Number> value) {
    Gauge.builder(name, value).description(description).register(registry);
  }

  /** A request has been answered. */
  public void answered(String route, int status, long nanos) {
    Timer[] timers = requests.get(route);
    if (timers != null) {
      timers[Math.clamp(status / 100, 1, STATUS_CLASSES - 1)].record(nanos, TimeUnit.NANOSECONDS);
    }
    count(status);
  }

  /** All of it, in Prometheus' text format. */
  public String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    gc.close();
    registry.close();
  }

  private void count(int status) {
    String why =
        switch (status) {
          case 429 -> "rate";
          case 503 -> "overload";
          case 408, 413, 414, 431 -> "body";
          case 401, 403 -> "auth";
          default -> "";
        };
    Counter counter = why.isEmpty() ? null : turnedAway.get(why);
    if (counter != null) {
      counter.increment();
    }
  }

  private Timer[] timers(String route) {
    Timer[] timers = new Timer[STATUS_CLASSES];
    for (int status = 1; status < STATUS_CLASSES; status++) {
      timers[status] =
          Timer.builder("holdfast.http.requests")
              .description("Requests answered, with the time from head to response")
              .tags(Tags.of(Tag.of("route", route), Tag.of("status", status + "xx")))
              .serviceLevelObjectives(BUCKETS)
              .register(registry);
    }
    return timers;
  }

  private void count(
      NodeVitals vitals,
      String name,
      String description,
      ToLongFunction<NodeVitals.Counters> value) {
    FunctionCounter.builder("holdfast." + name, vitals, seen -> value.applyAsLong(seen.counters()))
        .description(description)
        .register(registry);
  }
}
