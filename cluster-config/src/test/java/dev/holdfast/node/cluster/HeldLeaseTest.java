package dev.holdfast.node.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** How long a node may speak for its objects. */
class HeldLeaseTest {
  private long now = Long.MAX_VALUE - Duration.ofSeconds(2).toNanos();
  private final AtomicInteger wakes = new AtomicInteger();
  private final HeldLease lease = new HeldLease(() -> now, wakes::incrementAndGet);

  private HeldLease member() {
    lease.joined();
    lease.renewed(now);
    return lease;
  }

  private void pass(long millis) {
    now += Duration.ofMillis(millis).toNanos();
  }

  @Test
  void it_begins_with_a_renewal_of_a_member() {
    assertThat(lease.isValid()).isFalse();
    lease.renewed(now);
    assertThat(lease.isValid()).isFalse();
    assertThat(lease.isCurrent()).isTrue();
    lease.joined();
    assertThat(lease.isValid()).isTrue();
  }

  @Test
  void it_holds_for_three_seconds_from_before_the_renewal_was_sent() {
    long sent = now;
    pass(2000);
    lease.joined();
    lease.renewed(sent);
    pass(999);
    assertThat(lease.isValid()).isTrue();
    pass(1);
    assertThat(lease.isValid()).isFalse();
  }

  @Test
  void a_node_that_could_not_renew_goes_on_when_it_can() {
    member();
    pass(60_000);
    assertThat(lease.isValid()).isFalse();
    lease.renewed(now);
    assertThat(lease.isValid()).isTrue();
  }

  @Test
  void a_lease_that_has_ended_does_not_come_back() {
    member().end();
    assertThat(lease.isValid()).isFalse();
    lease.renewed(now);
    assertThat(lease.isValid()).isFalse();
    assertThat(lease.confirm().toCompletableFuture().join()).isFalse();
  }

  @Test
  void all_who_ask_before_the_question_is_sent_share_it() {
    member();
    CompletableFuture<Boolean> one = lease.confirm().toCompletableFuture();
    CompletableFuture<Boolean> two = lease.confirm().toCompletableFuture();
    assertThat(lease.isAsked()).isTrue();
    assertThat(wakes).hasValue(2);
    Optional<CompletableFuture<Boolean>> asked = lease.takeAsked();
    CompletableFuture<Boolean> late = lease.confirm().toCompletableFuture();
    lease.answer(asked, true);
    assertThat(one.join()).isTrue();
    assertThat(two.join()).isTrue();
    assertThat(late).isNotDone();
    lease.answer(lease.takeAsked(), false);
    assertThat(late.join()).isFalse();
  }

  @Test
  void who_waits_hears_no_when_the_lease_ends() {
    CompletableFuture<Boolean> waiting = member().confirm().toCompletableFuture();
    lease.end();
    assertThat(waiting.join()).isFalse();
  }

  @Test
  void a_yes_of_the_database_does_not_count_for_one_that_is_no_member() {
    CompletableFuture<Boolean> waiting = lease.confirm().toCompletableFuture();
    lease.answer(lease.takeAsked(), true);
    assertThat(waiting.join()).isFalse();
  }
}
