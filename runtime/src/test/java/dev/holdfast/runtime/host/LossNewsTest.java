package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class LossNewsTest {
  private static final int COUNT = 3 * LossNews.AT_ONCE;

  private final HandClock clock = new HandClock();
  private final AwakeObjects awake =
      new AwakeObjects(ContractWorld.LIMITS.withAwake(2 * COUNT, 1_000_000), clock::nanos);
  private final LossNews news = new LossNews(awake, "gone"::equals);
  private final AtomicInteger told = new AtomicInteger();

  private final class Entry implements AwakeObjects.Entry {
    private final String hub;

    Entry(String hub) {
      this.hub = hub;
    }

    @Override
    public String typeName() {
      return "type";
    }

    @Override
    public long lastActiveNanos() {
      return clock.nanos();
    }

    @Override
    public long idleAfterNanos() {
      return 1;
    }

    @Override
    public long bytes() {
      return 1;
    }

    @Override
    public List<String> hubs() {
      return List.of("here", hub);
    }

    @Override
    public void hubsLost() {
      assertThat(hub).isEqualTo("gone");
      told.incrementAndGet();
    }

    @Override
    public void lapsed() {}

    @Override
    public void sleep(boolean pressed) {}
  }

  @Test
  void objects_with_sockets_at_a_node_that_went_are_told_once_and_a_bounded_number_at_a_time() {
    for (int i = 0; i < COUNT; i++) {
      awake.admit(new Entry("gone"));
      awake.admit(new Entry("there"));
    }
    news.look();
    news.look();
    for (int i = 1; i <= 5; i++) {
      news.tick();
      assertThat(told).hasValue(Math.min(i * LossNews.AT_ONCE, COUNT));
    }
  }
}
