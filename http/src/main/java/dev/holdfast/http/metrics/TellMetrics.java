package dev.holdfast.http.metrics;

import dev.holdfast.runtime.spi.NodeVitals;
import dev.holdfast.runtime.spi.TellVitals;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/**
 * What the runtime says of messages between objects, as Prometheus has it: all of one scrape from
 * one look.
 *
 * <p>Thread rule: any thread.
 */
final class TellMetrics implements MultiCollector {
  private final NodeVitals vitals;

  TellMetrics(NodeVitals vitals) {
    this.vitals = vitals;
  }

  @Override
  public MetricSnapshots collect() {
    TellVitals tells = vitals.tells();
    return MetricSnapshots.of(
        counter("told", "Messages that objects told others", tells.told()),
        counter("delivered", "Messages that arrived", tells.delivered()),
        counter("refused", "Those that their receiver refused", tells.refused()),
        counter("resent", "Sendings beyond the first", tells.resent()),
        counter("failed", "Attempts at a receiver that failed", tells.failed()),
        counter("parked", "Messages that became dead letters", tells.parked()),
        counter("late_answers", "Answers to questions that had ended", tells.lateAnswers()),
        gauge("waiting", "Messages in outboxes in memory", tells.waiting()),
        gauge("waiting_bytes", "Their size", tells.waitingBytes()),
        gauge("unanswered", "Those on their way", tells.unanswered()));
  }

  private static CounterSnapshot counter(String name, String help, long value) {
    return CounterSnapshot.builder()
        .name("holdfast_tells_" + name)
        .help(help)
        .dataPoint(CounterDataPointSnapshot.builder().value((double) value).build())
        .build();
  }

  private static GaugeSnapshot gauge(String name, String help, long value) {
    return GaugeSnapshot.builder()
        .name("holdfast_tells_" + name)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value((double) value).build())
        .build();
  }
}
