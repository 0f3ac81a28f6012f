package dev.holdfast.runtime;

import dev.holdfast.runtime.Cron.Dialect;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.temporal.TemporalAdjusters;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** A random expression with its meaning, said a second time and in the plainest way. */
record RandomCron(
    Dialect dialect,
    String expression,
    IntPredicate minute,
    IntPredicate hour,
    Predicate<LocalDate> day) {

  private static final List<String> MONTHS =
      List.of(
          "", "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");
  private static final List<String> UNIX_WEEKDAYS =
      List.of("sun", "mon", "tue", "wed", "thu", "fri", "sat");
  private static final List<String> CLOUDFLARE_WEEKDAYS =
      List.of("", "sun", "mon", "tue", "wed", "thu", "fri", "sat");

  boolean includes(LocalDateTime time) {
    return minute.test(time.getMinute())
        && hour.test(time.getHour())
        && day.test(time.toLocalDate());
  }

  boolean fixedTimes() {
    return !expression.split(" ", -1)[1].startsWith("*");
  }

  /** One field, and which of its values it means. */
  private record Field(String text, IntPredicate values) {}

  /** One field, and which days it means. */
  private record Days(String text, Predicate<LocalDate> dates) {}

  /** So many of ten fields for days and months are {@code *}. */
  static RandomCron of(Random random, int starsInTen) {
    return new Maker(random, starsInTen, random.nextBoolean() ? Dialect.UNIX : Dialect.CLOUDFLARE)
        .cron();
  }

  private record Maker(Random random, int starsInTen, Dialect dialect) {

    RandomCron cron() {
      Field minute = field(0, 59, List.of(), 1);
      Field hour = field(0, 23, List.of(), 4);
      Days ofMonth = daysOfMonth();
      Field month = field(1, 12, MONTHS, starsInTen);
      Days ofWeek = weekdays();
      return new RandomCron(
          dialect,
          String.join(
              random.nextInt(10) == 0 ? "\t " : " ",
              minute.text,
              hour.text,
              ofMonth.text,
              month.text,
              ofWeek.text),
          minute.values,
          hour.values,
          date -> month.values.test(date.getMonthValue()) && isDay(ofMonth, ofWeek, date));
    }

    private static boolean isDay(Days ofMonth, Days ofWeek, LocalDate date) {
      if (ofMonth.text.equals("*") || ofWeek.text.equals("*")) {
        return ofMonth.dates.test(date) && ofWeek.dates.test(date);
      }
      return ofMonth.dates.test(date) || ofWeek.dates.test(date);
    }

    private Field field(int min, int max, List<String> names, int stars) {
      if (random.nextInt(10) < stars) {
        return new Field("*", _ -> true);
      }
      Field field = item(min, max, names);
      for (int more = random.nextInt(3); more > 0; more--) {
        Field one = field;
        Field other = item(min, max, names);
        field =
            new Field(one.text + "," + other.text, v -> one.values.test(v) || other.values.test(v));
      }
      return field;
    }

    private Field item(int min, int max, List<String> names) {
      int one = between(min, max);
      int other = between(min, max);
      int first = dialect == Dialect.UNIX ? Math.min(one, other) : one;
      int last = dialect == Dialect.UNIX ? Math.max(one, other) : other;
      int step = between(1, random.nextBoolean() ? max - min : 5);
      IntPredicate range = v -> first <= last ? v >= first && v <= last : v >= first || v <= last;
      String text = text(first, names);
      String both = text + "-" + text(last, names);
      return switch (random.nextInt(5)) {
        case 0 -> new Field("*/" + step, v -> (v - min) % step == 0);
        case 1 -> new Field(both, range);
        case 2 ->
            new Field(
                both + "/" + step,
                v ->
                    range.test(v)
                        && (v < first ? v + max - min + 1 - first : v - first) % step == 0);
        case 3 -> new Field(text + "/" + step, v -> v >= first && (v - first) % step == 0);
        default -> new Field(text, v -> v == first);
      };
    }

    private Days daysOfMonth() {
      int day = between(1, 31);
      int back = between(1, 30);
      if (dialect == Dialect.CLOUDFLARE && random.nextInt(3) == 0) {
        return switch (random.nextInt(5)) {
          case 0 -> new Days("L", date -> date.getDayOfMonth() == date.lengthOfMonth());
          case 1 ->
              new Days("L-" + back, date -> date.getDayOfMonth() == date.lengthOfMonth() - back);
          case 2 -> new Days("LW", date -> isNearest(date, date.lengthOfMonth()));
          case 3 ->
              new Days("L-" + back + "W", date -> isNearest(date, date.lengthOfMonth() - back));
          default -> new Days(day + "W", date -> isNearest(date, day));
        };
      }
      Field field = field(1, 31, List.of(), starsInTen);
      return new Days(field.text, date -> field.values.test(date.getDayOfMonth()));
    }

    private Days weekdays() {
      boolean unix = dialect == Dialect.UNIX;
      DayOfWeek weekday = DayOfWeek.of(between(1, 7));
      int number = weekday.getValue() % 7 + 1;
      int nth = between(1, 5);
      if (!unix && random.nextInt(3) == 0) {
        String text = text(number, CLOUDFLARE_WEEKDAYS);
        return switch (random.nextInt(3)) {
          case 0 -> new Days("L", date -> date.getDayOfWeek() == DayOfWeek.SATURDAY);
          case 1 ->
              new Days(
                  text + "L",
                  date -> date.equals(date.with(TemporalAdjusters.lastInMonth(weekday))));
          default ->
              new Days(
                  text + "#" + nth,
                  date -> date.equals(date.with(TemporalAdjusters.dayOfWeekInMonth(nth, weekday))));
        };
      }
      Field field =
          unix
              ? field(0, 7, UNIX_WEEKDAYS, starsInTen)
              : field(1, 7, CLOUDFLARE_WEEKDAYS, starsInTen);
      return new Days(
          field.text,
          date -> {
            int iso = date.getDayOfWeek().getValue();
            return unix
                ? field.values.test(iso) || (iso == 7 && field.values.test(0))
                : field.values.test(iso % 7 + 1);
          });
    }

    /** Whether no other working day of the month is as near to that day of it. */
    private static boolean isNearest(LocalDate date, int day) {
      return day >= 1
          && day <= date.lengthOfMonth()
          && date.getDayOfMonth()
              == IntStream.rangeClosed(1, date.lengthOfMonth())
                  .boxed()
                  .filter(
                      d -> date.withDayOfMonth(d).getDayOfWeek().compareTo(DayOfWeek.SATURDAY) < 0)
                  .min(Comparator.comparingInt(d -> Math.abs(d - day)))
                  .orElseThrow();
    }

    private String text(int value, List<String> names) {
      if (value >= names.size() || random.nextBoolean()) {
        return Integer.toString(value);
      }
      String name = names.get(value);
      return random.nextBoolean() ? name : name.toUpperCase(Locale.ROOT);
    }

    private int between(int min, int max) {
      return random.nextInt(min, max + 1);
    }
  }
}
