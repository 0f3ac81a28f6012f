package dev.holdfast.runtime;

import dev.holdfast.runtime.Cron.Dialect;
import dev.holdfast.runtime.CronField.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * Reads cron expressions. The Cloudflare dialect is that of the parser behind Cron Triggers,
 * cloudflare/saffron, but for two faults of it: a {@code *} later in a list, which it takes for the
 * lowest value, is refused, and a range that wraps around does not begin one value early.
 */
final class CronParser {
  private static final Pattern FIELD = Pattern.compile("[^ \t]+");

  /** {@code L-30} is the first of a month with 31 days. */
  private static final int BEFORE_LAST_MAX = 30;

  private static final int NTH_MAX = 5;

  private static final int SATURDAY = 6;

  private final Dialect dialect;
  private final List<CronField> fields;

  private CronParser(Dialect dialect, List<CronField> fields) {
    this.dialect = dialect;
    this.fields = fields;
  }

  /** Throws {@link IllegalArgumentException} for what is no expression of the dialect. */
  static CronCalendar parse(Dialect dialect, String expression) {
    return new CronParser(dialect, split(dialect, expression)).calendar();
  }

  private static List<CronField> split(Dialect dialect, String expression) {
    if (expression.startsWith("@")) {
      throw refused(expression, "is a nickname. Write its fields, such as 0 0 * * *.");
    }
    if (!expression.equals(expression.strip())) {
      throw refused(expression, "begins or ends with a blank. Remove it.");
    }
    List<MatchResult> found = FIELD.matcher(expression).results().toList();
    List<Kind> kinds = Kind.of(dialect);
    if (found.size() != kinds.size()) {
      throw refused(
          expression,
          "has %d fields instead of %d. Write minute, hour, day of month, month and weekday."
              .formatted(found.size(), kinds.size()));
    }
    List<CronField> fields = new ArrayList<>();
    for (MatchResult field : found) {
      Kind kind = kinds.get(fields.size());
      fields.add(new CronField(dialect, kind, expression, field.start(), field.end()));
    }
    return fields;
  }

  private static IllegalArgumentException refused(String expression, String what) {
    return new IllegalArgumentException(
        "cron expression '%s' %s".formatted(Cron.quoted(expression, Cron.QUOTED_CHARS_MAX), what));
  }

  private CronCalendar calendar() {
    CronField hour = fields.get(1);
    return new CronCalendar(
        fields.get(0).values(),
        hour.values(),
        days(fields.get(2), fields.get(4)),
        fields.get(3).values(),
        !hour.text().startsWith("*"));
  }

  private CronDays days(CronField ofMonth, CronField ofWeek) {
    boolean anyOfMonth = ofMonth.text().equals("*");
    if (ofWeek.text().equals("*")) {
      return anyOfMonth ? new CronDays.Every() : daysOfMonth(ofMonth);
    }
    CronDays weekdays = weekdays(ofWeek);
    return anyOfMonth ? weekdays : new CronDays.Either(daysOfMonth(ofMonth), weekdays);
  }

  private CronDays daysOfMonth(CronField field) {
    String text = field.text();
    CronDays days;
    if (dialect == Dialect.CLOUDFLARE && text.startsWith("L")) {
      field.require('L');
      int before = field.take('-') ? field.number("offset", 1, BEFORE_LAST_MAX) : 0;
      days =
          field.take('W') ? new CronDays.WorkingNearLast(before) : new CronDays.BeforeLast(before);
    } else if (dialect == Dialect.CLOUDFLARE && text.endsWith("W")) {
      days = new CronDays.WorkingNear(field.value());
      field.require('W');
    } else {
      days = new CronDays.OfMonth(field.values());
    }
    field.requireEnd();
    return days;
  }

  private CronDays weekdays(CronField field) {
    String text = field.text();
    CronDays days;
    if (dialect == Dialect.CLOUDFLARE && text.equals("L")) {
      return new CronDays.OfWeek(1L << SATURDAY);
    } else if (dialect == Dialect.CLOUDFLARE && text.endsWith("L")) {
      days = new CronDays.LastOfWeek(weekday(field.value()));
      field.require('L');
    } else if (dialect == Dialect.CLOUDFLARE && text.contains("#")) {
      int weekday = weekday(field.value());
      field.require('#');
      days = new CronDays.NthOfWeek(weekday, field.number("place", 1, NTH_MAX));
    } else {
      days = new CronDays.OfWeek(weekdays(field.values()));
    }
    field.requireEnd();
    return days;
  }

  private long weekdays(long values) {
    long weekdays = 0;
    for (int value = 0; value <= 7; value++) {
      weekdays |= ((values >> value) & 1) << weekday(value);
    }
    return weekdays;
  }

  /** Days since Sunday. */
  private int weekday(int value) {
    return switch (dialect) {
      case UNIX -> value % 7;
      case CLOUDFLARE -> Math.floorMod(value - 1, 7);
    };
  }
}
