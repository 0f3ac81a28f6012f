package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.runtime.LocalWork;
import dev.holdfast.runtime.host.WorkPlaces.Admission;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class WorkPlacesTest {
  private static final int STUCK_MAX = 1;

  private final WorkPlaces places = new WorkPlaces(new WorkLimits(2, 4, 3, 100, 50), STUCK_MAX);

  private static WorkAttempt attempt(String work) {
    return attempt(work, 10);
  }

  private static WorkAttempt attempt(String work, int bytes) {
    LocalWork<String, String> known = LocalWork.of(work, String.class, String.class, text -> text);
    return new WorkAttempt(known, new byte[bytes], Duration.ofSeconds(1));
  }

  private WorkAttempt entered(String work, Admission expected) {
    WorkAttempt attempt = attempt(work);
    assertThat(places.enter(attempt)).isEqualTo(expected);
    return attempt;
  }

  @Test
  void kinds_have_their_turn_one_after_another_and_each_keeps_its_order() {
    WorkAttempt a1 = entered("a", Admission.RUNS);
    WorkAttempt b1 = entered("b", Admission.RUNS);
    WorkAttempt a2 = entered("a", Admission.WAITS);
    WorkAttempt a3 = entered("a", Admission.WAITS);
    WorkAttempt b2 = entered("b", Admission.WAITS);
    assertThat(places.leave(a1)).contains(a2);
    assertThat(places.leave(b1)).contains(b2);
    assertThat(places.leave(b2)).isEmpty();
    assertThat(places.leave(a2)).contains(a3);
    assertThat(places.leave(a3)).isEmpty();
    assertThat(places.running()).isZero();
    assertThat(places.waitingBytes()).isZero();
  }

  @Test
  void one_kind_fills_its_own_queue_and_no_others() {
    WorkAttempt runs = entered("a", Admission.RUNS);
    entered("a", Admission.WAITS);
    entered("a", Admission.WAITS);
    entered("a", Admission.WAITS);
    entered("a", Admission.FULL);
    entered("b", Admission.RUNS);
    entered("b", Admission.WAITS);
    entered("c", Admission.FULL);
    assertThat(places.leave(runs)).isPresent();
    entered("c", Admission.WAITS);
  }

  @Test
  void inputs_that_wait_are_bounded_by_bytes_and_one_always_fits_its_kind() {
    entered("a", Admission.RUNS);
    assertThat(places.enter(attempt("a", 60))).isEqualTo(Admission.WAITS);
    assertThat(places.enter(attempt("a", 1))).isEqualTo(Admission.FULL);
    entered("b", Admission.RUNS);
    assertThat(places.enter(attempt("b", 40))).isEqualTo(Admission.WAITS);
    assertThat(places.enter(attempt("b", 1))).isEqualTo(Admission.FULL);
    assertThat(places.waitingBytes()).isEqualTo(100);
  }

  @Test
  void past_the_threads_that_are_replaced_nobody_is_let_in() {
    places.giveUp(entered("a", Admission.RUNS));
    WorkAttempt second = entered("a", Admission.RUNS);
    entered("a", Admission.WAITS);
    assertThat(places.giveUp(second)).isEmpty();
    assertThat(places.isExhausted()).isTrue();
    entered("b", Admission.FULL);
    assertThat(places.sendAway()).hasSize(1);
    assertThat(places.cameBack()).isEmpty();
    entered("b", Admission.RUNS);
    assertThat(places.stuck()).isEqualTo(1);
  }

  @Test
  void who_waited_while_too_many_threads_were_gone_runs_when_one_comes_back() {
    places.giveUp(entered("a", Admission.RUNS));
    WorkAttempt second = entered("a", Admission.RUNS);
    WorkAttempt waits = entered("a", Admission.WAITS);
    WorkAttempt b = entered("b", Admission.RUNS);
    WorkAttempt alsoWaits = entered("b", Admission.WAITS);
    assertThat(places.giveUp(second)).isEmpty();
    assertThat(places.leave(b)).isEmpty();
    assertThat(places.cameBack()).contains(waits);
    assertThat(places.next()).contains(alsoWaits);
    assertThat(places.next()).isEmpty();
  }

  @Test
  void a_place_that_nobody_had_cannot_be_given_back() {
    assertThatThrownBy(() -> places.leave(attempt("a"))).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void limits_that_contradict_one_another_are_refused() {
    assertThatThrownBy(() -> new WorkLimits(0, 1, 1, 1, 1)).hasMessageContaining("threads");
    assertThatThrownBy(() -> new WorkLimits(1, 1, 2, 1, 1))
        .hasMessageContaining("waitingPerWorkMax");
    assertThatThrownBy(() -> new WorkLimits(1, 1, 1, 1, 2))
        .hasMessageContaining("waitingBytesPerWorkMax");
  }
}
