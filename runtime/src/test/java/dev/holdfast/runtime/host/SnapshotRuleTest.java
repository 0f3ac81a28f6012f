package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SnapshotRuleTest {
  private final SnapshotRule rule = new SnapshotRule();

  @Test
  void a_snapshot_is_due_when_the_journal_outgrows_64_KiB() {
    rule.written(SnapshotRule.JOURNAL_BYTES_MIN);
    assertThat(rule.begin(0)).isFalse();
    rule.written(1);
    assertThat(rule.begin(0)).isTrue();
  }

  @Test
  void a_large_state_waits_for_a_journal_as_large() {
    rule.written(1 << 20);
    assertThat(rule.begin(1 << 20)).isFalse();
    rule.written(1);
    assertThat(rule.begin(1 << 20)).isTrue();
  }

  @Test
  void one_is_written_at_a_time_and_what_comes_meanwhile_counts_for_the_next() {
    rule.written(100_000);
    assertThat(rule.begin(0)).isTrue();
    rule.written(100_000);
    assertThat(rule.begin(0)).isFalse();
    rule.ended();
    assertThat(rule.begin(0)).isTrue();
    rule.ended();
    assertThat(rule.begin(0)).isFalse();
  }
}
