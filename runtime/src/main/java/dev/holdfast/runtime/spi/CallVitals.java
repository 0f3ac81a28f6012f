package dev.holdfast.runtime.spi;

import dev.holdfast.runtime.CallResult;
import java.util.Map;

/**
 * What a node says of its calls to the outside. Counts are of attempts, since it started.
 *
 * @param running attempts under way
 * @param waiting calls that wait for a place
 * @param waitingBytes what they hold
 * @param answered attempts that had an answer, of whatever status
 * @param failed attempts that had none, by why; those without any are left out
 */
public record CallVitals(
    int running, int waiting, long waitingBytes, long answered, Map<CallResult.Why, Long> failed) {

  /** Of a node that makes no calls. */
  public static final CallVitals NONE = new CallVitals(0, 0, 0, 0, Map.of());
}
