package dev.holdfast.runtime.host;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.WakeIndex;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class WakeCensusTest {
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final WakeIndex.Census ONE =
      new WakeIndex.Census(1, 0, Duration.ZERO, Map.of("gone", 1L));

  private final HandClock clock = new HandClock();
  private final AskedIndex index = new AskedIndex();
  private final AtomicBoolean here = new AtomicBoolean(true);
  private final WakeCensus census =
      new WakeCensus(
          index,
          Set.of("known"),
          new HostServices(
              Map.of(),
              Catalogue.of(),
              Limits.DEFAULTS,
              clock,
              clock::nanos,
              Map.of(),
              new ContractHub(),
              new TurnJournal()),
          here::get);

  /** An index of which only the count is asked, and answered by the test. */
  private static final class AskedIndex implements WakeIndex {
    private final ArrayDeque<CompletableFuture<Census>> asked = new ArrayDeque<>();

    @Override
    public CompletionStage<Census> census(Set<String> types, Instant now) {
      asked.add(new CompletableFuture<>());
      return asked.getLast();
    }

    @Override
    public CompletionStage<List<Due>> due(
        Slices slices, Set<String> types, Instant upTo, int limit) {
      throw new AssertionError();
    }

    @Override
    public CompletionStage<Void> correct(
        ObjectId object, long sequence, Optional<Instant> at, String alarm) {
      throw new AssertionError();
    }
  }

  /** Looks once a second. */
  private void pass(Duration time) {
    for (Duration t = Duration.ZERO; t.compareTo(time) < 0; t = t.plus(SECOND)) {
      clock.advance(SECOND);
      census.look();
    }
  }

  @Test
  void it_counts_at_once_and_then_every_15_seconds() {
    census.look();
    assertThat(index.asked).hasSize(1);
    assertThat(census.newest()).isEmpty();
    index.asked.getLast().complete(ONE);
    assertThat(census.newest()).contains(ONE);
    pass(Duration.ofSeconds(14));
    assertThat(index.asked).hasSize(1);
    pass(SECOND);
    assertThat(index.asked).hasSize(2);
  }

  @Test
  void a_count_that_takes_long_is_not_asked_for_twice_and_seldom_again() {
    census.look();
    pass(Duration.ofSeconds(30));
    assertThat(index.asked).hasSize(1);
    index.asked.getLast().complete(ONE);
    pass(Duration.ofSeconds(30 * 19 - 1));
    assertThat(index.asked).hasSize(1);
    pass(Duration.ofSeconds(2));
    assertThat(index.asked).hasSize(2);
  }

  @Test
  void a_count_that_failed_leaves_no_old_number_standing() {
    census.look();
    index.asked.getLast().complete(ONE);
    pass(WakeCensus.EVERY);
    index.asked.getLast().completeExceptionally(new IllegalStateException("lost by the test"));
    assertThat(census.newest()).isEmpty();
    pass(WakeCensus.EVERY);
    index.asked.getLast().complete(ONE);
    assertThat(census.newest()).contains(ONE);
  }

  @Test
  void a_node_that_does_not_count_says_nothing() {
    census.look();
    index.asked.getLast().complete(ONE);
    here.set(false);
    pass(WakeCensus.EVERY.multipliedBy(2));
    assertThat(index.asked).hasSize(1);
    assertThat(census.newest()).isEmpty();
  }

  @Test
  void what_waits_for_a_type_that_is_gone_is_logged_once() {
    Logger logger = (Logger) LoggerFactory.getLogger(WakeCensus.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      for (int i = 0; i < 3; i++) {
        pass(WakeCensus.EVERY);
        index.asked.getLast().complete(ONE);
      }
    } finally {
      logger.detachAppender(log);
    }
    assertThat(log.list)
        .singleElement()
        .satisfies(line -> assertThat(line.getFormattedMessage()).contains("type gone"));
  }
}
