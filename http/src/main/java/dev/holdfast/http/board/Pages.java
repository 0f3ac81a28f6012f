package dev.holdfast.http.board;

import dev.holdfast.http.EdgeRequest;
import dev.holdfast.http.EdgeResponse;
import dev.holdfast.http.Problems;
import dev.holdfast.http.QueryNumbers;
import dev.holdfast.runtime.ObjectId;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the lists for operators have in common. */
final class Pages {
  private static final Logger LOG = LoggerFactory.getLogger(Pages.class);

  private static final int LIMIT_DEFAULT = 100;

  /** A page of this many rows takes some 300 KB, and of a million half a second. */
  static final int LIMIT_MAX = 1_000;

  /** A database that does not answer is away for seconds at least. */
  private static final Duration AGAIN = Duration.ofSeconds(2);

  private Pages() {}

  static int limit(EdgeRequest request) {
    return (int) QueryNumbers.of(request, "limit", LIMIT_DEFAULT, 1, LIMIT_MAX);
  }

  static Optional<String> type(EdgeRequest request) {
    // Its form only: what there is of a type that is gone from the catalogue is to be seen, too.
    return request.queryParameter("type").map(type -> object(type, "any").type());
  }

  static ObjectId object(EdgeRequest request) {
    return object(request.parameter("type"), request.parameter("name"));
  }

  private static ObjectId object(String type, String name) {
    try {
      return new ObjectId(type, name);
    } catch (IllegalArgumentException noId) {
      throw Problems.malformed(String.valueOf(noId.getMessage())).exception();
    }
  }

  static <T> CompletionStage<EdgeResponse> answer(
      CompletionStage<T> found, Function<T, byte[]> json) {
    return found.handle((rows, failure) -> {
      if (failure == null) {
        return EdgeResponse.json(json.apply(rows));
      }
      // For callers to provoke at will: no line at a level that is on.
      LOG.debug("a list for operators could not be read", failure);
      return Problems.overloaded("the database does not answer in time", AGAIN).response();
    });
  }
}
