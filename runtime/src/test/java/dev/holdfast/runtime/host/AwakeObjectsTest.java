package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AwakeObjectsTest {
  private static final int COUNT_MAX = 20;
  private static final long BYTES_MAX = 2_000;
  private final HandClock clock = new HandClock();
  private final AwakeObjects awake =
      new AwakeObjects(ContractWorld.LIMITS.withAwake(COUNT_MAX, BYTES_MAX), clock::nanos);
  private final List<Entry> asleep = new ArrayList<>();
  private final List<Entry> evicted = new ArrayList<>();

  private final class Entry implements AwakeObjects.Entry {
    private final long active = clock.nanos();
    private long bytes;
    private boolean busy;

    Entry(long bytes) {
      this.bytes = bytes;
    }

    /** Grows to that, and has something to do; with 0 nothing any more. */
    void staysUntil(long grown) {
      busy = grown > 0;
      bytes = Math.max(bytes, grown);
    }

    @Override
    public void lapsed() {
      throw new AssertionError("nobody's lease has lapsed");
    }

    @Override
    public String typeName() {
      return "type";
    }

    @Override
    public long lastActiveNanos() {
      return active;
    }

    @Override
    public long idleAfterNanos() {
      return Duration.ofSeconds(10).toNanos();
    }

    @Override
    public long bytes() {
      return bytes;
    }

    @Override
    public void sleep(boolean pressed) {
      if (busy) {
        return;
      }
      (pressed ? evicted : asleep).add(this);
      awake.remove(this);
    }
  }

  private List<Entry> enter(int count, long bytes) {
    List<Entry> entered = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      clock.advance(Duration.ofMillis(1));
      entered.add(new Entry(bytes));
      assertThat(awake.admit(entered.getLast())).isTrue();
    }
    return entered;
  }

  @Test
  void who_was_idle_for_its_time_is_asked_to_leave() {
    enter(3, 1);
    clock.advance(Duration.ofSeconds(10).minusMillis(3));
    awake.sweep();
    assertThat(asleep).isEmpty();

    clock.advance(Duration.ofMillis(3));
    awake.sweep();

    assertThat(asleep).hasSize(3);
    assertThat(awake.count()).isZero();
    assertThat(awake.bytes()).isZero();
  }

  @Test
  void past_the_count_the_least_recently_used_leave_first() {
    List<Entry> entered = enter(COUNT_MAX + 1, 1);

    awake.sweep();

    assertThat(evicted).containsExactlyElementsOf(entered.subList(0, 2));
    assertThat(awake.countByType()).containsEntry("type", 19L);
  }

  @Test
  void past_the_bytes_the_least_recently_used_leave_first() {
    List<Entry> entered = enter(11, 190);

    awake.sweep();

    assertThat(evicted).containsExactly(entered.getFirst());
    assertThat(awake.bytes()).isEqualTo(1_900);
  }

  @Test
  void far_past_the_bytes_nobody_enters_until_a_sweep_has_found_room() {
    int objects = 10;
    List<Entry> busy = enter(objects, BYTES_MAX / objects);
    busy.forEach(entry -> entry.staysUntil(BYTES_MAX));
    awake.sweep();
    assertThat(awake.admit(new Entry(1))).isFalse();

    busy.forEach(entry -> entry.staysUntil(0));
    awake.sweep();
    awake.sweep();

    assertThat(awake.admit(new Entry(1))).isTrue();
  }

  @Test
  void far_past_the_count_nobody_enters_until_somebody_has_left() {
    List<Entry> entered = enter(25, 1);
    Entry late = new Entry(1);

    assertThat(awake.admit(late)).isFalse();
    awake.remove(late);
    assertThat(awake.count()).isEqualTo(25);
    awake.remove(entered.getFirst());
    awake.remove(entered.getFirst());

    assertThat(awake.admit(late)).isTrue();
    assertThat(awake.count()).isEqualTo(25);
  }
}
