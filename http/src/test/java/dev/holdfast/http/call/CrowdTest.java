package dev.holdfast.http.call;

import static dev.holdfast.http.call.TestCalls.PUBLIC;
import static dev.holdfast.http.call.TestCalls.answer;
import static dev.holdfast.http.call.TestCalls.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.CallResult.Why;
import dev.holdfast.runtime.Text;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many calls at once, and hosts that hang. */
@Timeout(120)
class CrowdTest {
  private static final OutputStream OUT = OutputStream.nullOutputStream();

  private static final int HUNG = 10_000;

  /** Some 1 KB is said; the rest is for what the measuring itself costs. */
  private static final long BYTES_A_CALL_MAX = 2_500;

  @Test
  void ten_thousand_hung_calls_take_no_threads_little_memory_and_nobody_elses_place()
      throws Exception {
    try (RawServer hung = RawServer.on(PUBLIC, socket -> socket.getInputStream().transferTo(OUT));
        RawServer lively = RawServer.answering(PUBLIC, RawServer.ok("x"));
        TestCalls calls = new TestCalls(hung.port(), lively.port())) {
      assertThat(answer(calls.get(lively.url("/"))).ok()).isTrue();
      int threads = ManagementFactory.getThreadMXBean().getThreadCount();
      long before = heap();
      List<CompletableFuture<Outcome>> waiting = new ArrayList<>();
      for (int i = 0; i < HUNG; i++) {
        waiting.add(calls.begin(Call.get(Text.of(hung.url("/" + i)))));
      }
      assertThat(calls.calls.vitals().running()).isEqualTo(32);
      assertThat(calls.calls.vitals().waiting()).isEqualTo(HUNG - 32);
      assertThat((heap() - before) / HUNG).isLessThan(BYTES_A_CALL_MAX);
      assertThat(ManagementFactory.getThreadMXBean().getThreadCount() - threads).isLessThan(20);
      for (int i = 0; i < 50; i++) {
        assertThat(answer(calls.get(lively.url("/"))).ok()).isTrue();
      }
      assertThat(waiting).noneMatch(CompletableFuture::isDone);
    }
  }

  @Test
  void what_waits_runs_as_others_end() throws Exception {
    try (RawServer server = RawServer.answering(PUBLIC, RawServer.ok("x"));
        TestCalls calls =
            new TestCalls(TestCalls.limits(draft -> draft.running(4, 2)), server.port())) {
      List<CompletableFuture<Outcome>> all = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        all.add(calls.begin(Call.get(Text.of(server.url("/")))));
      }
      for (CompletableFuture<Outcome> one : all) {
        assertThat(answer(one.get(30, TimeUnit.SECONDS)).ok()).isTrue();
      }
      assertThat(server.accepted()).isLessThanOrEqualTo(2);
      assertThat(calls.calls.vitals().answered()).isEqualTo(500);
      calls.awaitNoneRunning();
      assertThat(calls.calls.vitals().waiting()).isZero();
    }
  }

  @Test
  void a_full_queue_says_so_at_once() throws Exception {
    try (RawServer hung = RawServer.on(PUBLIC, socket -> socket.getInputStream().transferTo(OUT));
        TestCalls calls =
            new TestCalls(
                TestCalls.limits(draft -> draft.running(2, 1).waiting(2, 1)), hung.port())) {
      Call.Http call = Call.get(Text.of(hung.url("/")));
      CompletableFuture<Outcome> runs = calls.begin(call);
      CompletableFuture<Outcome> waits = calls.begin(call);
      Outcome.Busy busy = (Outcome.Busy) calls.run(call);
      assertThat(busy.pause()).isPositive();
      assertThat(runs).isNotDone();
      assertThat(waits).isNotDone();
      assertThat(calls.calls.vitals().failed()).containsEntry(Why.OVERLOADED, 1L);
    }
  }

  @Test
  void who_waits_too_long_is_told_and_is_not_sent_later() throws Exception {
    CallLimits usual = CallLimits.DEFAULTS;
    CallLimits impatient =
        new CallLimits(
            1,
            1,
            10,
            10,
            usual.waitingBytesMax(),
            usual.waitingBytesPerHostMax(),
            Duration.ofMillis(50),
            usual.connectTimeout(),
            usual.answerBytesMax(),
            usual.answersBytesMax(),
            usual.answerHeadBytesMax(),
            usual.idleConnection());
    try (RawServer hung = RawServer.on(PUBLIC, socket -> socket.getInputStream().transferTo(OUT));
        TestCalls calls = new TestCalls(impatient, hung.port())) {
      var runs = calls.begin(Call.get(Text.of(hung.url("/"))).deadline(Duration.ofMillis(400)));
      assertThat(calls.get(hung.url("/"))).isInstanceOf(Outcome.Busy.class);
      assertThat(calls.calls.vitals().waiting()).isZero();
      assertThat(failure(runs.get(10, TimeUnit.SECONDS))).isEqualTo("timed-out");
      assertThat(hung.accepted()).isEqualTo(1);
    }
  }

  @Test
  void a_deadline_counts_from_when_a_call_runs() throws Exception {
    try (RawServer hung = RawServer.on(PUBLIC, socket -> socket.getInputStream().transferTo(OUT));
        TestCalls calls =
            new TestCalls(TestCalls.limits(draft -> draft.running(1, 1)), hung.port())) {
      Call.Http call = Call.get(Text.of(hung.url("/"))).deadline(Duration.ofMillis(60));
      List<CompletableFuture<Outcome>> all =
          List.of(calls.begin(call), calls.begin(call), calls.begin(call));
      for (CompletableFuture<Outcome> one : all) {
        assertThat(failure(one.get(10, TimeUnit.SECONDS))).isEqualTo("timed-out");
      }
      assertThat(hung.accepted()).isEqualTo(3);
    }
  }

  @Test
  void a_name_that_hangs_times_out_and_delays_no_other() throws Exception {
    Names hanging =
        host ->
            host.equals("hangs.example")
                ? new CompletableFuture<>()
                : CompletableFuture.completedFuture(List.of(InetAddress.ofLiteral(host)));
    try (RawServer server = RawServer.answering(PUBLIC, RawServer.ok("x"));
        HttpCalls calls =
            new HttpCalls(
                CallLimits.DEFAULTS,
                AddressPolicy.PUBLIC,
                _ -> Optional.empty(),
                _ -> Optional.of(server.url("/")),
                new HttpCalls.World(hanging, SSLContext.getDefault(), InstantSource.system()))) {
      Duration soon = Duration.ofMillis(60);
      var hung =
          calls
              .attempt(Call.get(Text.of("http://hangs.example/")).deadline(soon), "", "")
              .toCompletableFuture();
      var other = calls.attempt(Call.get(Text.ofSetting("URL")), "", "").toCompletableFuture();
      assertThat(answer(other.get(10, TimeUnit.SECONDS)).ok()).isTrue();
      assertThat(failure(hung.get(10, TimeUnit.SECONDS))).isEqualTo("timed-out");
      assertThat(Set.copyOf(calls.vitals().failed().keySet())).containsExactly(Why.TIMED_OUT);
    }
  }

  private static long heap() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
