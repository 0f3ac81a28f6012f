package dev.holdfast.http.metrics;

import dev.holdfast.runtime.CallResult.Why;
import dev.holdfast.runtime.spi.CallVitals;
import dev.holdfast.runtime.spi.NodeVitals;
import dev.holdfast.runtime.spi.WorkVitals;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;

/**
 * What the runtime says of calls to the outside and of local work, as Prometheus has it. Past the
 * meters of the registry: these know no series that comes when it is first needed.
 *
 * <p>Thread rule: any thread.
 */
final class CallMetrics implements MultiCollector {
  private final NodeVitals vitals;

  CallMetrics(NodeVitals vitals) {
    this.vitals = vitals;
  }

  @Override
  public MetricSnapshots collect() {
    CallVitals calls = vitals.calls();
    WorkVitals work = vitals.work();
    return MetricSnapshots.builder()
        .metricSnapshot(gauge("calls_running", "Attempts of calls under way", calls.running()))
        .metricSnapshot(gauge("calls_waiting", "Calls that wait for a place", calls.waiting()))
        .metricSnapshot(gauge("calls_waiting_bytes", "What they hold", calls.waitingBytes()))
        .metricSnapshot(counter("calls_answered", "Attempts with an answer", calls.answered()))
        .metricSnapshot(counters("calls_failed", "Attempts without one", calls.failed()))
        .metricSnapshot(gauge("work_running", "Local work under way", work.running()))
        .metricSnapshot(gauge("work_waiting", "Calls that wait for a thread", work.waiting()))
        .metricSnapshot(gauge("work_waiting_bytes", "Their inputs", work.waitingBytes()))
        .metricSnapshot(gauge("work_stuck", "Threads given up", work.stuck()))
        .metricSnapshot(counter("work_done", "Local work with a result", work.done()))
        .metricSnapshot(counters("work_failed", "Local work without one", work.failed()))
        .build();
  }

  private static GaugeSnapshot gauge(String name, String help, long value) {
    return GaugeSnapshot.builder()
        .name("holdfast_" + name)
        .help(help)
        .dataPoint(GaugeDataPointSnapshot.builder().value((double) value).build())
        .build();
  }

  private static CounterSnapshot counter(String name, String help, long value) {
    return CounterSnapshot.builder()
        .name("holdfast_" + name)
        .help(help)
        .dataPoint(CounterDataPointSnapshot.builder().value((double) value).build())
        .build();
  }

  private static CounterSnapshot counters(String name, String help, Map<Why, Long> byWhy) {
    CounterSnapshot.Builder counter = CounterSnapshot.builder().name("holdfast_" + name).help(help);
    byWhy.forEach((why, count) ->
        counter.dataPoint(
            CounterDataPointSnapshot.builder()
                .labels(Labels.of("why", why.code()))
                .value((double) count)
                .build()));
    return counter.build();
  }
}
