package dev.holdfast.http.metrics;

import dev.holdfast.runtime.spi.AlarmVitals;
import dev.holdfast.runtime.spi.NodeVitals;
import dev.holdfast.runtime.spi.WakeIndex;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.stream.DoubleStream;

/**
 * What the runtime says of alarms, as Prometheus has it. Past the meters of the registry: these
 * know neither a histogram that another has counted nor a series that comes and goes.
 *
 * <p>Thread rule: any thread.
 */
final class AlarmMetrics implements MultiCollector {
  private final NodeVitals vitals;

  AlarmMetrics(NodeVitals vitals) {
    this.vitals = vitals;
  }

  @Override
  public MetricSnapshots collect() {
    AlarmVitals alarms = vitals.alarms();
    MetricSnapshots.Builder all =
        MetricSnapshots.builder()
            .metricSnapshot(counter("fired", "Alarms that took effect", alarms.fired()))
            .metricSnapshot(counter("retries", "Attempts to be repeated", alarms.retries()))
            .metricSnapshot(counter("dead", "Alarms that became dead letters", alarms.dead()))
            .metricSnapshot(counter("slowed", "Firings put off", alarms.slowed()))
            .metricSnapshot(counter("idle_wakes", "Wakes for nothing", alarms.idleWakes()))
            .metricSnapshot(counter("swept", "Objects compared with their rows", alarms.swept()))
            .metricSnapshot(counter("mended", "Those that disagreed", alarms.mended()))
            .metricSnapshot(lateness(alarms.lateness()));
    alarms.waiting().ifPresent(waiting -> show(waiting, all));
    return all.build();
  }

  private static void show(WakeIndex.Census waiting, MetricSnapshots.Builder all) {
    all.metricSnapshot(
            gauge("pending", "Objects to be woken some time", (double) waiting.pending()))
        .metricSnapshot(gauge("due", "Those whose time has passed", (double) waiting.due()))
        .metricSnapshot(
            gauge(
                "overdue_seconds",
                "How long ago the earliest was due",
                waiting.overdue().toMillis() / 1e3))
        .metricSnapshot(unknown(waiting.unknown()));
  }

  private static CounterSnapshot counter(String name, String help, long value) {
    return CounterSnapshot.builder()
        .name("holdfast_alarms_" + name)
        .help(help)
        .dataPoint(CounterDataPointSnapshot.builder().value((double) value).build())
        .build();
  }

  private static GaugeSnapshot gauge(String name, String help, double value) {
    return GaugeSnapshot.builder()
        .name("holdfast_alarms_" + name)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value(value).build())
        .build();
  }

  private static GaugeSnapshot unknown(Map<String, Long> unknown) {
    GaugeSnapshot.Builder gauge =
        GaugeSnapshot.builder()
            .name("holdfast_alarms_unknown_type")
            .help("Objects that wait for a node that knows their type");
    unknown.forEach((type, objects) ->
        gauge.dataPoint(
            GaugeDataPointSnapshot.builder()
                .labels(Labels.of("type", type))
                .value((double) objects)
                .build()));
    return gauge.build();
  }

  private static HistogramSnapshot lateness(AlarmVitals.Lateness lateness) {
    double[] upTo =
        DoubleStream.concat(
                lateness.upTo().stream().mapToDouble(bound -> bound.toNanos() / 1e9),
                DoubleStream.of(Double.POSITIVE_INFINITY))
            .toArray();
    long[] counts = lateness.counts().stream().mapToLong(Long::longValue).toArray();
    return HistogramSnapshot.builder()
        .name("holdfast_alarms_lateness_seconds")
        .help("From the time of an alarm to the commit of its first attempt")
        .dataPoint(
            HistogramDataPointSnapshot.builder()
                .classicHistogramBuckets(ClassicHistogramBuckets.of(upTo, counts))
                .sum(lateness.seconds())
                .build())
        .build();
  }
}
