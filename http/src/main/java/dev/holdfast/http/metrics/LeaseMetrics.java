package dev.holdfast.http.metrics;

import dev.holdfast.runtime.spi.LeaseVitals;
import dev.holdfast.runtime.spi.NodeVitals;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;

/**
 * What the node's lease from the database kept from leaving, as Prometheus has it.
 *
 * <p>Thread rule: any thread.
 */
final class LeaseMetrics implements MultiCollector {
  private final NodeVitals vitals;

  LeaseMetrics(NodeVitals vitals) {
    this.vitals = vitals;
  }

  @Override
  public MetricSnapshots collect() {
    LeaseVitals lease = vitals.lease();
    return MetricSnapshots.of(
        GaugeSnapshot.builder()
            .name("holdfast_lease_valid")
            .help("1 while the node may speak for its objects")
            .dataPoint(GaugeDataPointSnapshot.builder().value(lease.valid() ? 1 : 0).build())
            .build(),
        counter("lapses", "Times that it might not any more", lease.lapses()),
        counter(
            "answers_withheld",
            "Answers that became not-done or outcome-unknown",
            lease.answersWithheld()),
        counter("frames_dropped", "Frames that no log keeps", lease.framesDropped()));
  }

  private static CounterSnapshot counter(String name, String help, long value) {
    return CounterSnapshot.builder()
        .name("holdfast_lease_" + name)
        .help(help)
        .dataPoint(CounterDataPointSnapshot.builder().value((double) value).build())
        .build();
  }
}
