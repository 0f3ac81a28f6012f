package dev.holdfast.runtime;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;

/**
 * The instants of a calendar by the clocks of a zone. Ours alone says what a changed clock means:
 * libraries leave out times in a gap, and some run twice in an overlap.
 */
record ZonedCalendar(CronCalendar calendar, ZoneRules rules) {

  /** The first instant strictly after that; empty when the calendar has ended. */
  Optional<Instant> next(Instant after) {
    return calendar.fixedTimes() ? nextFixed(after) : nextShown(after);
  }

  /**
   * By local time: {@link #instant} never falls as local time grows, so the first local time whose
   * instant is later is the one. Those of an overlap's first hour are passed over in its second.
   */
  private Optional<Instant> nextFixed(Instant after) {
    LocalDateTime start = minuteAfter(LocalDateTime.ofInstant(after, rules.getOffset(after)));
    for (Optional<LocalDateTime> time = calendar.from(start);
        time.isPresent();
        time = calendar.from(time.get().plusMinutes(1))) {
      Instant instant = instant(time.get());
      if (instant.isAfter(after)) {
        return Optional.of(instant);
      }
    }
    return Optional.empty();
  }

  /** In a gap the instant at which it ends; in an overlap the earlier of the two. */
  private Instant instant(LocalDateTime time) {
    ZoneOffsetTransition change = rules.getTransition(time);
    if (change == null) {
      return time.toInstant(rules.getOffset(time));
    }
    return change.isGap() ? change.getInstant() : time.toInstant(change.getOffsetBefore());
  }

  /** By what the clock shows: from one change of it to the next its offset stays the same. */
  private Optional<Instant> nextShown(Instant after) {
    Instant since = after;
    ZoneOffset offset = rules.getOffset(after);
    LocalDateTime start = minuteAfter(LocalDateTime.ofInstant(after, offset));
    while (true) {
      Optional<LocalDateTime> time = calendar.from(start);
      if (time.isEmpty()) {
        return Optional.empty();
      }
      Instant instant = time.get().toInstant(offset);
      ZoneOffsetTransition change = rules.nextTransition(since);
      if (change == null || instant.isBefore(change.getInstant())) {
        return Optional.of(instant);
      }
      since = change.getInstant();
      offset = change.getOffsetAfter();
      start = minuteFrom(change.getDateTimeAfter());
    }
  }

  private static LocalDateTime minuteAfter(LocalDateTime time) {
    return time.truncatedTo(ChronoUnit.MINUTES).plusMinutes(1);
  }

  /** Old clocks changed at odd seconds. */
  private static LocalDateTime minuteFrom(LocalDateTime time) {
    LocalDateTime minute = time.truncatedTo(ChronoUnit.MINUTES);
    return minute.equals(time) ? minute : minute.plusMinutes(1);
  }
}
