package dev.holdfast.runtime.spi;

import dev.holdfast.runtime.CallResult;
import java.util.Map;

/**
 * What a node says of the local work that calls ask for. Counts are since it started.
 *
 * @param running pieces of work under way
 * @param waiting calls that wait for a thread
 * @param waitingBytes their inputs
 * @param stuck threads given up, because their work did not end when it was interrupted
 * @param done pieces of work that gave a result
 * @param failed those that did not, by why; those without any are left out
 */
public record WorkVitals(
    int running,
    int waiting,
    long waitingBytes,
    int stuck,
    long done,
    Map<CallResult.Why, Long> failed) {

  /** Of a node that does no local work. */
  public static final WorkVitals NONE = new WorkVitals(0, 0, 0, 0, 0, Map.of());
}
