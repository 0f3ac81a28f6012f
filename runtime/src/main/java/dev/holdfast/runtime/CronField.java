package dev.holdfast.runtime;

import dev.holdfast.runtime.Cron.Dialect;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** One field of a cron expression, read from left to right. */
final class CronField {
  /** What a field counts; the names are those of its values from the lowest on. */
  record Kind(String name, int min, int max, List<String> names) {
    private static final Kind MINUTE = new Kind("minute", 0, 59, List.of());
    private static final Kind HOUR = new Kind("hour", 0, 23, List.of());
    private static final Kind DAY = new Kind("day of month", 1, 31, List.of());
    private static final Kind MONTH =
        new Kind(
            "month",
            1,
            12,
            List.of(
                "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov",
                "dec"));
    private static final List<String> WEEKDAYS =
        List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");

    /** The five of a dialect, in the order of an expression. */
    static List<Kind> of(Dialect dialect) {
      Kind weekday =
          switch (dialect) {
            case UNIX -> new Kind("weekday", 0, 7, WEEKDAYS);
            case CLOUDFLARE -> new Kind("weekday", 1, 7, WEEKDAYS);
          };
      return List.of(MINUTE, HOUR, DAY, MONTH, weekday);
    }
  }

  /** What only the Cloudflare dialect knows; no weekday's name has any of it. */
  private static final Pattern SPECIAL = Pattern.compile("#|[Ll]|[0-9][Ww]");

  /** Characters of a number or range that a message repeats, beside those of the expression. */
  private static final int QUOTED_CHARS_MAX = 20;

  private final Dialect dialect;
  private final Kind kind;
  private final String expression;
  private final int start;
  private final int end;
  private int at;

  /** The characters of an expression from {@code start} to before {@code end}, at least one. */
  CronField(Dialect dialect, Kind kind, String expression, int start, int end) {
    this.dialect = dialect;
    this.kind = kind;
    this.expression = expression;
    this.start = start;
    this.end = end;
    this.at = start;
  }

  /** The whole field. */
  String text() {
    return expression.substring(start, end);
  }

  /** Reads the whole field as {@code *} or a list; bit n of the answer stands for value n. */
  long values() {
    if (text().equals("*")) {
      return every(kind.min, kind.max, 1);
    }
    long values = item();
    while (take(',')) {
      values |= item();
    }
    requireEnd();
    return values;
  }

  /** Reads the next value, a number or a name. */
  int value() {
    for (int i = 0; i < kind.names.size(); i++) {
      String name = kind.names.get(i);
      int after = Math.min(at + name.length(), end);
      // Not regionMatches, which takes a dotless i and a long s for their plain letters.
      if (expression.substring(at, after).toLowerCase(Locale.ROOT).equals(name)) {
        at = after;
        return kind.min + i;
      }
    }
    return number(kind.name, kind.min, kind.max);
  }

  /** Reads the next number. */
  int number(String what, int min, int max) {
    int first = at;
    int number = 0;
    while (isDigit()) {
      // Stays above every bound however many digits follow.
      number = Math.min(number * 10 + Character.digit(expression.charAt(at), 10), 1_000);
      at++;
    }
    if (at == first) {
      throw unexpected();
    }
    if (number < min || number > max) {
      throw refused(
          first,
          "%s %s is out of range. Use %d to %d.".formatted(what, quotedFrom(first), min, max));
    }
    return number;
  }

  /** Steps over the next character if it is that one. */
  boolean take(char expected) {
    boolean taken = isAt(expected);
    at += taken ? 1 : 0;
    return taken;
  }

  void require(char expected) {
    if (!take(expected)) {
      throw unexpected();
    }
  }

  void requireEnd() {
    if (at < end) {
      throw unexpected();
    }
  }

  private long item() {
    if (take('*')) {
      require('/');
      return every(kind.min, kind.max, step());
    }
    int from = at;
    int first = value();
    int last = isAt('/') ? kind.max : first;
    if (take('-')) {
      last = value();
    }
    if (last < first && dialect == Dialect.UNIX) {
      throw refused(
          from,
          "range %s runs backwards. Write %d-%d,%d-%d."
              .formatted(quotedFrom(from), first, kind.max, kind.min, last));
    }
    return every(first, last, take('/') ? step() : 1);
  }

  private int step() {
    return number("step", 1, kind.max - kind.min);
  }

  /** A range that ends before it begins wraps around from the field's highest to its lowest. */
  private long every(int first, int last, int step) {
    int size = kind.max - kind.min + 1;
    int length = Math.floorMod(last - first, size);
    long values = 0;
    for (int passed = 0; passed <= length; passed += step) {
      values |= 1L << (kind.min + (first - kind.min + passed) % size);
    }
    return values;
  }

  private boolean isAt(char expected) {
    return at < end && expression.charAt(at) == expected;
  }

  private boolean isDigit() {
    return at < end && expression.charAt(at) >= '0' && expression.charAt(at) <= '9';
  }

  private String quotedFrom(int first) {
    return Cron.quoted(expression.substring(first, at), QUOTED_CHARS_MAX);
  }

  private IllegalArgumentException unexpected() {
    String found =
        at < end
            ? "'%s' is not expected".formatted(Character.toString(expression.codePointAt(at)))
            : "the field ends too early";
    return refused(at, "%s. %s".formatted(found, advice()));
  }

  private String advice() {
    if (text().contains("?")) {
      return "Write * instead of ?.";
    }
    if (text().contains("*")) {
      return "A * stands alone or begins a step, as in */5.";
    }
    if (SPECIAL.matcher(text()).find()) {
      return switch (dialect) {
        case UNIX -> "L, W and # are for Cron.cloudflare.";
        case CLOUDFLARE ->
            "L, W and # are in upper case, in a field for days, and without lists and ranges.";
      };
    }
    return "Use %d to %d%s, ranges and steps, with commas between them."
        .formatted(
            kind.min, kind.max, kind.names.isEmpty() ? "" : ", names as " + kind.names.getLast());
  }

  private IllegalArgumentException refused(int position, String what) {
    return new IllegalArgumentException(
        "cron expression '%s', %s, character %d: %s"
            .formatted(
                Cron.quoted(expression, Cron.QUOTED_CHARS_MAX), kind.name, position + 1, what));
  }
}
