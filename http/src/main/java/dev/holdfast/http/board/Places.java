package dev.holdfast.http.board;

import dev.holdfast.http.Problems;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.AlarmBoard.Place;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;

/** Places in the list of alarms, as a text that says nothing to clients. */
final class Places {
  /** What the wake index can hold. */
  static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");

  static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

  private Places() {}

  static String encode(Place place) {
    String text = place.due() + " " + place.object();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static Place decode(String given) {
    try {
      String text = new String(Base64.getUrlDecoder().decode(given), StandardCharsets.UTF_8);
      int space = text.indexOf(' ');
      Instant due = Instant.parse(text.substring(0, Math.max(0, space)));
      if (!due.isBefore(EARLIEST) && !due.isAfter(LATEST)) {
        return new Place(due, ObjectId.parse(text.substring(space + 1)).toString());
      }
    } catch (IllegalArgumentException | DateTimeException notOurs) {
      // Answered below.
    }
    throw Problems.malformed("'after' must be what the page before gave as 'next'.").exception();
  }
}
