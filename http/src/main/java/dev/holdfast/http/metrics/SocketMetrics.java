package dev.holdfast.http.metrics;

import dev.holdfast.http.socket.SocketVitals;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * What the hub says of sockets by type of object, as Prometheus has it: all of one scrape from one
 * look.
 *
 * <p>Thread rule: any thread.
 */
final class SocketMetrics implements MultiCollector {
  private final Supplier<List<SocketVitals>> vitals;

  SocketMetrics(Supplier<List<SocketVitals>> vitals) {
    this.vitals = vitals;
  }

  @Override
  public MetricSnapshots collect() {
    List<SocketVitals> types = vitals.get();
    return MetricSnapshots.of(
        open(types),
        counter("frames_in", "Messages that clients sent", types, SocketVitals::framesIn),
        counter("frames_out", "Messages given to clients", types, SocketVitals::framesOut),
        counter(
            "frames_dropped",
            "Messages dropped for clients that read too slowly",
            types,
            SocketVitals::framesDropped),
        counter(
            "sockets_slow",
            "Sockets ended because their client read too slowly",
            types,
            SocketVitals::slow),
        counter(
            "sockets_throttled",
            "Times that a client sent too fast and was not read from",
            types,
            SocketVitals::throttled),
        counter(
            "sockets_log_pages",
            "Pages of logs read for clients that catch up",
            types,
            SocketVitals::logPages),
        closed(types));
  }

  private static GaugeSnapshot open(List<SocketVitals> types) {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder()
            .name("holdfast_edge_sockets_open")
            .help("Sockets open or opening, by type of object");
    for (SocketVitals type : types) {
      gauge.dataPoint(
          GaugeDataPointSnapshot.builder()
              .labels(Labels.of("type", type.type()))
              .value((double) type.open())
              .build());
    }
    return gauge.build();
  }

  private static CounterSnapshot counter(
      String name, String help, List<SocketVitals> types, ToLongFunction<SocketVitals> value) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder().name("holdfast_edge_" + name).help(help);
    for (SocketVitals type : types) {
      counter.dataPoint(point(Labels.of("type", type.type()), value.applyAsLong(type)));
    }
    return counter.build();
  }

  private static CounterSnapshot closed(List<SocketVitals> types) {
    CounterSnapshot.Builder counter =
        CounterSnapshot.builder()
            .name("holdfast_edge_sockets_closed")
            .help("Sockets that ended, by what their close code means");
    for (SocketVitals type : types) {
      type.closed()
          .forEach((ending, count) -> {
            String how = ending.name().toLowerCase(Locale.ROOT);
            counter.dataPoint(point(Labels.of("type", type.type(), "how", how), count));
          });
    }
    return counter.build();
  }

  private static CounterDataPointSnapshot point(Labels labels, long value) {
    return CounterDataPointSnapshot.builder().labels(labels).value((double) value).build();
  }
}
