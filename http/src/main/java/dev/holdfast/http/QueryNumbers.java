package dev.holdfast.http;

/** Numbers that a request gives in its query. No state, any thread. */
public final class QueryNumbers {
  private QueryNumbers() {}

  /** The query's number of that name, or {@code absent}; throws a problem when out of range. */
  public static long of(EdgeRequest request, String name, long absent, long min, long max) {
    String given = request.queryParameter(name).orElse(Long.toString(absent));
    try {
      long value = Long.parseLong(given);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException noNumber) {
      // Answered below, together with what is out of range.
    }
    throw Problems.malformed("'%s' must be a number from %d to %d.".formatted(name, min, max))
        .exception();
  }
}
