package dev.holdfast.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Month;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Random expressions against trying every minute, or every day, one after another. */
class CronBruteForceTest {
  private static final Duration AROUND_CHANGE = Duration.ofHours(36);

  /** All that years and weekdays can do to each other. */
  private static final int DAYS_OF_400_YEARS = 146_097;

  private static final List<String> ZONES =
      List.of(
          "Africa/Cairo",
          "Africa/Casablanca",
          "America/New_York",
          "America/St_Johns",
          "Antarctica/Troll",
          "Asia/Gaza",
          "Asia/Kathmandu",
          "Asia/Tehran",
          "Australia/Lord_Howe",
          "Europe/Berlin",
          "Europe/London",
          "Pacific/Apia",
          "Pacific/Kwajalein");

  @Test
  void times_around_a_change_of_clocks_are_those_that_every_minute_shows() {
    Random random = new Random(20261121);
    int times = 0;
    for (int i = 0; i < 600; i++) {
      RandomCron expected = RandomCron.of(random, 8);
      Optional<Cron> made = made(expected);
      if (made.isPresent()) {
        ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
        Instant change = someChange(zone.getRules(), random);
        Instant from = change.minus(AROUND_CHANGE);
        Instant to = change.plus(AROUND_CHANGE);
        List<Instant> found = found(made.get().in(zone), from, to);
        assertThat(found)
            .as("%s in %s around %s", expected, zone, change)
            .isEqualTo(
                expected.fixedTimes()
                    ? fixedTimes(expected, zone.getRules(), from, to)
                    : shownTimes(expected, zone.getRules(), from, to));
        times += found.size();
      }
    }
    assertThat(times).as("times that were compared").isGreaterThan(10_000);
  }

  @Test
  void the_answer_depends_on_the_instant_alone_and_never_goes_back() {
    Random random = new Random(9);
    for (int i = 0; i < 100; i++) {
      Optional<Cron> made = made(RandomCron.of(random, 9));
      if (made.isPresent()) {
        ZoneId zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
        Cron cron = made.get().in(zone);
        Instant from = someChange(zone.getRules(), random).minus(AROUND_CHANGE);
        Instant before = cron.next(from);
        for (int asked = 0; asked < 300; asked++) {
          Instant after = from.plusSeconds(asked * 863L);
          Instant next = cron.next(after);
          assertThat(next).isAfter(after).isAfterOrEqualTo(before);
          assertThat(cron.next(next.minusNanos(1))).isEqualTo(next);
          before = next;
        }
      }
    }
  }

  @Test
  void days_are_those_that_fit_and_an_expression_without_any_is_refused() {
    Random random = new Random(20280229);
    for (int i = 0; i < 3_000; i++) {
      RandomCron expected = RandomCron.of(random, 3);
      LocalDate start = LocalDate.of(1600, 1, 1).plusDays(random.nextInt(3 * DAYS_OF_400_YEARS));
      Optional<Cron> made = made(expected);
      if (made.isPresent()) {
        compareDays(expected, made.get(), start);
      } else {
        assertThat(firstDay(expected, start)).as("%s is refused", expected).isEmpty();
      }
    }
  }

  @Test
  void a_day_is_refused_exactly_when_no_year_has_it() {
    for (Month month : Month.values()) {
      for (int day = 1; day <= 31; day++) {
        boolean comes = day <= month.maxLength();
        for (String written : List.of("%d", "%dW", "%1$d-31")) {
          String field = written.formatted(day);
          assertThat(comes(field, month)).as("%s %s", field, month).isEqualTo(comes);
        }
      }
      for (int before = 1; before <= 30; before++) {
        boolean comes = before < month.maxLength();
        assertThat(comes("L-" + before, month)).as("%d %s", before, month).isEqualTo(comes);
        assertThat(comes("L-" + before + "W", month)).as("%d %s", before, month).isEqualTo(comes);
      }
    }
  }

  private static boolean comes(String dayOfMonth, Month month) {
    String expression = "0 0 %s %d *".formatted(dayOfMonth, month.getValue());
    try {
      return Cron.cloudflare(expression).expression().equals(expression);
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("never comes");
      return false;
    }
  }

  private static void compareDays(RandomCron expected, Cron cron, LocalDate start) {
    LocalDate from = start;
    for (int i = 0; i < 10; i++) {
      Instant after = from.atStartOfDay(ZoneOffset.UTC).toInstant().minusNanos(1);
      LocalDate day = firstDay(expected, from).orElseThrow();
      assertThat(cron.next(after).atZone(ZoneOffset.UTC).toLocalDate())
          .as("%s from %s", expected, from)
          .isEqualTo(day);
      from = day.plusDays(1);
    }
  }

  private static Optional<LocalDate> firstDay(RandomCron cron, LocalDate from) {
    for (LocalDate day = from; day.isBefore(from.plusDays(DAYS_OF_400_YEARS)); ) {
      if (cron.day().test(day)) {
        return Optional.of(day);
      }
      day = day.plusDays(1);
    }
    return Optional.empty();
  }

  private static Optional<Cron> made(RandomCron random) {
    try {
      return Optional.of(Cron.of(random.dialect(), random.expression()));
    } catch (IllegalArgumentException e) {
      assertThat(e).hasMessageContaining("never comes");
      return Optional.empty();
    }
  }

  private static List<Instant> found(Cron cron, Instant from, Instant to) {
    List<Instant> found = new ArrayList<>();
    for (Instant time = cron.next(from); !time.isAfter(to); time = cron.next(time)) {
      found.add(time);
    }
    return found;
  }

  private static List<Instant> shownTimes(
      RandomCron cron, ZoneRules rules, Instant from, Instant to) {
    List<Instant> times = new ArrayList<>();
    for (Instant time = from.plusSeconds(60); !time.isAfter(to); time = time.plusSeconds(60)) {
      if (cron.includes(shown(time, rules))) {
        times.add(time);
      }
    }
    return times;
  }

  /** Each local time counts at the first minute whose clock shows it or has just skipped it. */
  private static List<Instant> fixedTimes(
      RandomCron cron, ZoneRules rules, Instant from, Instant to) {
    List<Instant> times = new ArrayList<>();
    Set<LocalDateTime> past = new HashSet<>();
    LocalDateTime last = shown(from, rules);
    for (Instant time = from.plusSeconds(60); !time.isAfter(to); time = time.plusSeconds(60)) {
      LocalDateTime now = shown(time, rules);
      boolean due = false;
      for (LocalDateTime t = last.plusMinutes(1); !t.isAfter(now); t = t.plusMinutes(1)) {
        due |= past.add(t) && cron.includes(t);
      }
      if (due) {
        times.add(time);
      }
      last = now;
    }
    return times;
  }

  private static LocalDateTime shown(Instant time, ZoneRules rules) {
    return LocalDateTime.ofInstant(time, rules.getOffset(time));
  }

  /** From 1975 on, when clocks were whole minutes apart. */
  private static Instant someChange(ZoneRules rules, Random random) {
    Instant some = Instant.EPOCH.plus(Duration.ofDays(random.nextInt(5 * 365, 67 * 365)));
    ZoneOffsetTransition change = rules.nextTransition(some);
    return change == null ? rules.previousTransition(some).getInstant() : change.getInstant();
  }
}
