package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.CallResult;
import dev.holdfast.runtime.CallRetry;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Text;
import dev.holdfast.runtime.host.stored.Change;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.CallRunner;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What the desk of a node keeps in memory, and for how long. */
class CallDeskTest {
  private static final ObjectId GREEDY = new ObjectId("caller", "greedy");
  private static final ObjectId OTHER = new ObjectId("caller", "other");
  private static final int MIB = 1 << 20;

  private final HandClock clock = new HandClock();
  private final Laters laters = new Laters(clock::nanos);
  private final List<CompletableFuture<Outcome>> running = new ArrayList<>();
  private final List<Envelope> delivered = new ArrayList<>();
  private CallRunner runner =
      (_, _, _) -> {
        CompletableFuture<Outcome> outcome = new CompletableFuture<>();
        running.add(outcome);
        return outcome;
      };
  private boolean open = true;
  private final HostServices services = services();
  private final CallDesk desk =
      new CallDesk(
          services,
          new CallDesk.Ways(
              (call, key, trace) -> runner.attempt(call, key, trace),
              new WorksAtOnce(ContractWorld.CATALOGUE, ContractWorld.LIMITS),
              delivered::add,
              laters::add,
              () -> open));

  private HostServices services() {
    Map<String, TypeRuntime<?>> types = new HashMap<>();
    for (ObjectType<?> type : ContractWorld.CATALOGUE.types()) {
      types.put(type.name(), TypeRuntime.of(type));
    }
    return new HostServices(
        types,
        ContractWorld.CATALOGUE,
        ContractWorld.LIMITS,
        clock,
        clock::nanos,
        Map.of(),
        new ContractHub(),
        new TurnJournal());
  }

  private Change.CallAsked get(long number, String lane) {
    Call.Http call = Call.get(Text.of("https://example.org/" + number));
    byte[] encoded = CallCodec.of(GREEDY, services).encode(lane.isEmpty() ? call : call.lane(lane));
    return asked(number, encoded);
  }

  private Change.CallAsked asked(long number, byte[] encoded) {
    return new Change.CallAsked(number, "it", "key", encoded, "", clock.instant());
  }

  private void begin(ObjectId object, int from, int to) {
    assertThat(desk.begin(object, LongStream.range(from, to).mapToObj(n -> get(n, "")).toList()))
        .isTrue();
  }

  private static Outcome answered(Headers headers, int bytes) {
    return new Outcome.Answered(new CallResult.Answered(200, headers, new byte[bytes]));
  }

  /** All that run end so. */
  private void allEnd(Outcome outcome) {
    List<CompletableFuture<Outcome>> now = List.copyOf(running);
    running.clear();
    now.forEach(one -> one.complete(outcome));
  }

  private void allTaken() {
    List<Envelope> now = List.copyOf(delivered);
    delivered.clear();
    now.forEach(envelope -> envelope.answer(new Answer.Done()));
  }

  private void pass(Duration time) {
    clock.advance(time);
    laters.runDue();
  }

  private static List<CallResult> results(List<Envelope> envelopes) {
    return envelopes.stream()
        .map(envelope -> ((ObjectEvent.CallEnded) envelope.delivery().event()).result())
        .toList();
  }

  @Test
  void results_that_an_object_does_not_take_have_a_bound_and_keep_no_other_from_calling() {
    begin(GREEDY, 0, 300);
    allEnd(answered(Headers.NONE, MIB));
    assertThat(delivered.size() * (long) MIB).isLessThan(Errands.RESULTS_OF_ONE_BYTES_MAX);

    begin(OTHER, 0, 1);
    assertThat(running).as("of the other").hasSize(1);
    allEnd(answered(Headers.NONE, MIB));
    assertThat(delivered.getLast().delivery().target()).isEqualTo(OTHER);

    pass(Duration.ofMinutes(1));
    assertThat(running).as("while its results wait").isEmpty();
    for (int i = 0; i < 50 && desk.unfinished() > 0; i++) {
      assertThat(results(delivered)).allMatch(CallResult.Answered.class::isInstance);
      allTaken();
      pass(Duration.ofSeconds(20));
      allEnd(answered(Headers.NONE, MIB));
    }
    assertThat(desk.unfinished()).as("all have come in the end").isZero();
  }

  @Test
  void a_call_that_is_tried_once_and_whose_answer_finds_no_room_is_given_up() {
    Call.Http once = Call.get(Text.of("https://example.org/")).retry(CallRetry.ONCE);
    byte[] encoded = CallCodec.of(GREEDY, services).encode(once);
    desk.begin(GREEDY, LongStream.range(0, 40).mapToObj(n -> asked(n, encoded)).toList());
    allEnd(answered(Headers.NONE, MIB));
    assertThat(results(delivered)).hasSize(40);
    assertThat(results(delivered).getLast())
        .isEqualTo(
            new CallResult.GaveUp(
                CallResult.Why.OVERLOADED, 1, "too many results wait for this object"));
  }

  @Test
  void what_the_head_of_an_answer_holds_is_counted() {
    Headers headers = Headers.NONE.with("x-large", "x".repeat(60_000));
    begin(GREEDY, 0, 1_000);
    allEnd(answered(headers, 0));
    assertThat(delivered.size() * 60_000L).isLessThan(Errands.RESULTS_OF_ONE_BYTES_MAX);
  }

  @Test
  void one_result_has_room_however_large_it_is() {
    begin(GREEDY, 0, 1);
    allEnd(answered(Headers.NONE, (int) Errands.RESULTS_OF_ONE_BYTES_MAX + 1));
    assertThat(delivered).hasSize(1);
  }

  @Test
  void a_call_that_cannot_be_read_waits_for_those_before_it_in_its_lane() {
    byte[] unknown =
        "{\"local\":{\"work\":\"gone\",\"input\":\"\",\"deadline\":\"PT1S\",\"lane\":\"one\"}}"
            .getBytes(StandardCharsets.UTF_8);
    desk.begin(GREEDY, List.of(get(1, "one"), asked(2, unknown), get(3, "one")));
    assertThat(running).hasSize(1);
    assertThat(delivered).isEmpty();
    allEnd(answered(Headers.NONE, 0));
    allTaken();
    assertThat(results(delivered))
        .containsExactly(
            new CallResult.GaveUp(
                CallResult.Why.UNKNOWN_WORK, 0, "the node has no work 'gone' for it"));
    assertThat(running).isEmpty();
    allTaken();
    assertThat(running).hasSize(1);
  }

  @Test
  void a_runner_that_throws_has_made_an_attempt_that_failed() {
    CallRunner usual = runner;
    runner =
        (_, _, _) -> {
          throw new IllegalStateException("a fault");
        };
    begin(GREEDY, 0, 1);
    runner = usual;
    pass(Duration.ofSeconds(2));
    allEnd(answered(Headers.NONE, 0));
    assertThat(delivered).hasSize(1);
  }

  @Test
  void a_thousand_calls_in_one_lane_that_end_at_once_are_no_deep_stack() {
    runner = (_, _, _) -> CompletableFuture.completedStage(answered(Headers.NONE, 0));
    desk.begin(GREEDY, LongStream.range(0, 10_000).mapToObj(n -> get(n, "one")).toList());
    for (int i = 0; i < 10_000; i++) {
      assertThat(delivered).hasSize(1);
      allTaken();
    }
    assertThat(desk.unfinished()).isZero();
  }

  @Test
  void a_call_that_waits_for_its_next_attempt_is_let_go_of_with_its_object() {
    List<Change.CallAsked> calls = new ArrayList<>(List.of(get(1, "")));
    WeakReference<Change.CallAsked> held = new WeakReference<>(calls.getFirst());
    desk.begin(GREEDY, calls);
    calls.clear();
    allEnd(new Outcome.Failed(CallResult.Why.TIMED_OUT, "late"));
    desk.forget(GREEDY);
    assertThat(laters.untilNext()).as("the pause goes on").isNotNull();
    for (int i = 0; i < 100 && held.get() != null; i++) {
      System.gc();
    }
    assertThat(held.get()).isNull();
    pass(Duration.ofMinutes(10));
    assertThat(running).isEmpty();
  }
}
