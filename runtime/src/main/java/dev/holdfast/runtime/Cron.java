package dev.holdfast.runtime;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;

/**
 * A cron expression and the zone whose clocks it is read by.
 *
 * <pre>{@code
 * Cron.unix("30 2 * * mon-fri").in("Europe/Berlin")   // at half past two on working days
 * Cron.cloudflare("0 18 * * 6L")                      // at 18:00 UTC on the last Friday of a month
 * }</pre>
 *
 * <p>Both dialects have five fields, parted by spaces or tabs: minute (0-59), hour (0-23), day of
 * month (1-31), month (1-12 or names) and weekday (numbers or names); names in any case. A field is
 * {@code *}, or a list of values, ranges ({@code 1-5}) and steps ({@code *}{@code /15}, {@code
 * 10-50/20}, {@code 5/15} from 5 on). Where day of month and weekday are both other than {@code *},
 * a day needs to fit <b>one</b> of them. There are no seconds, no years, no {@code ?} and no
 * {@code @daily}.
 *
 * <p><b>When clocks change.</b> A schedule whose hour field does not begin with {@code *} has fixed
 * times: one that clocks skip is due at the first valid instant, however many are skipped with it;
 * one that clocks show twice is due the first time. A schedule whose hour field begins with {@code
 * *} follows the clock: it is due whenever that shows a fitting minute, so twice in an hour that
 * comes twice, and not in one that is skipped.
 *
 * <p>Two are equal when dialect, expression (as written) and zone are. Immutable, for any thread.
 */
public final class Cron {
  /**
   * Longest expression: room for a list of 60 minutes. It is stored with each alarm that it drives.
   */
  public static final int EXPRESSION_CHARS_MAX = 256;

  /** Last year in which a time is sought: what databases and libraries agree on. */
  public static final int YEAR_MAX = 9_999;

  private static final Instant AFTER_MIN = Instant.parse("0001-01-01T00:00:00Z");
  private static final Instant AFTER_MAX = Instant.parse("9999-12-31T23:59:59Z");

  private static final ZoneId UTC = ZoneId.of("UTC");

  /** Characters of a text that a message repeats. */
  static final int QUOTED_CHARS_MAX = 60;

  /** How weekdays are numbered, and what a day field may say. */
  public enum Dialect {
    /** As in a crontab: 0 and 7 are Sunday, 1 is Monday. Ranges ascend. */
    UNIX,
    /**
     * As in a Wrangler trigger: 1 is Sunday, 7 is Saturday. Ranges may wrap around ({@code 22-2}).
     * Day of month may be {@code L} (last day), {@code L-3}, {@code LW} (last working day), {@code
     * L-3W} or {@code 15W} (working day nearest to it in its month); weekday may be {@code L}
     * (Saturday), {@code 6L} or {@code friL} (last Friday) or {@code 2#1} (first Monday).
     */
    CLOUDFLARE
  }

  private final Dialect dialect;
  private final String expression;
  private final ZoneId zone;
  private final ZonedCalendar times;

  private Cron(Dialect dialect, String expression, ZoneId zone, CronCalendar calendar) {
    this.dialect = dialect;
    this.expression = expression;
    this.zone = zone;
    this.times = new ZonedCalendar(calendar, zone.getRules());
  }

  /** An expression as in a crontab, in UTC. Throws as {@link #of}. */
  public static Cron unix(String expression) {
    return of(Dialect.UNIX, expression);
  }

  /** An expression as in a Wrangler trigger, in UTC. Throws as {@link #of}. */
  public static Cron cloudflare(String expression) {
    return of(Dialect.CLOUDFLARE, expression);
  }

  /**
   * An expression in UTC. Throws {@link IllegalArgumentException}, saying what is wrong and where,
   * for one that is longer than {@value #EXPRESSION_CHARS_MAX} characters, does not follow its
   * dialect, or names days that never come, such as 30 February.
   */
  public static Cron of(Dialect dialect, String expression) {
    if (expression.length() > EXPRESSION_CHARS_MAX) {
      throw new IllegalArgumentException(
          "cron expression has %d characters, limit %d. Write lists as ranges, or set several alarms."
              .formatted(expression.length(), EXPRESSION_CHARS_MAX));
    }
    CronCalendar calendar = CronParser.parse(dialect, expression);
    if (!calendar.everComes()) {
      throw new IllegalArgumentException(
          "cron expression '%s' never comes: no year has such a day. Check day of month and month."
              .formatted(quoted(expression, QUOTED_CHARS_MAX)));
    }
    return new Cron(dialect, expression, UTC, calendar);
  }

  /** The same expression by the clocks of another zone. */
  public Cron in(ZoneId other) {
    return new Cron(dialect, expression, other, times.calendar());
  }

  /**
   * The same expression by the clocks of another zone, such as {@code Europe/Berlin} or {@code
   * +02:00}. Throws {@link IllegalArgumentException} for one that is not known.
   */
  public Cron in(String zoneId) {
    try {
      return in(ZoneId.of(zoneId));
    } catch (DateTimeException _) {
      throw new IllegalArgumentException(
          "time zone '%s' is not known. Use a name as Europe/Berlin, or an offset as +02:00."
              .formatted(quoted(zoneId, QUOTED_CHARS_MAX)));
    }
  }

  public Dialect dialect() {
    return dialect;
  }

  /** The expression as it was given. */
  public String expression() {
    return expression;
  }

  public ZoneId zone() {
    return zone;
  }

  /**
   * The first time that is due strictly after the given one. Throws {@link
   * IllegalArgumentException} when there is none before the end of the year {@value #YEAR_MAX}, and
   * for times before the year 1.
   */
  public Instant next(Instant after) {
    if (after.isBefore(AFTER_MIN) || after.isAfter(AFTER_MAX)) {
      throw new IllegalArgumentException(
          "%s is outside the years 1 to %d, in which schedules run. Correct the clock."
              .formatted(after, YEAR_MAX));
    }
    return times
        .next(after)
        .orElseThrow(() ->
            new IllegalArgumentException(
                "cron expression '%s' has no time after %s: schedules end with the year %d."
                    .formatted(quoted(expression, QUOTED_CHARS_MAX), after, YEAR_MAX)));
  }

  /** Enough of a text to know it again: a message goes to logs and callers. */
  static String quoted(String text, int charsMax) {
    return text.length() <= charsMax ? text : text.substring(0, charsMax) + "...";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Cron that
        && dialect == that.dialect
        && expression.equals(that.expression)
        && zone.equals(that.zone);
  }

  @Override
  public int hashCode() {
    return Objects.hash(dialect, expression, zone);
  }

  @Override
  public String toString() {
    return "%s (%s, %s)".formatted(expression, dialect, zone);
  }
}
