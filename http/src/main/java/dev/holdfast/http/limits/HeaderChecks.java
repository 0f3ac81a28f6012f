package dev.holdfast.http.limits;

import dev.holdfast.http.Problem;
import dev.holdfast.http.Problems;
import dev.holdfast.runtime.Headers;
import java.util.List;
import java.util.Optional;

/** Refuses fields that mean different things to different readers. */
public final class HeaderChecks {
  /** Fields that decide who a request is from, where it goes or what it counts as. */
  private static final List<String> SINGLE =
      List.of("host", "content-length", "authorization", "idempotency-key", "origin", "upgrade");

  private HeaderChecks() {}

  /** The problem with these headers, empty when there is none. */
  public static Optional<Problem> check(Headers headers) {
    return duplicate(headers, SINGLE);
  }

  /** A 400 problem when one of these fields is there more than once. */
  public static Optional<Problem> duplicate(Headers headers, List<String> names) {
    List<Headers.Field> fields = headers.fields();
    for (String name : names) {
      int seen = 0;
      for (int i = 0; i < fields.size(); i++) {
        if (name.equalsIgnoreCase(fields.get(i).name())) {
          seen++;
        }
      }
      if (seen > 1) {
        return Optional.of(
            Problems.malformed(
                "The header %s is there %d times. Send it once.".formatted(name, seen)));
      }
    }
    return Optional.empty();
  }
}
