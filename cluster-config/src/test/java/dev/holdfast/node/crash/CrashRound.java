package dev.holdfast.node.crash;

/**
 * What one kill left behind. <em>Plain</em> requests carry no id and are never repeated;
 * <em>keyed</em> ones carry an {@code Idempotency-Key} and are repeated, also after the restart,
 * until they are acknowledged.
 *
 * @param number from 1
 * @param plainAcknowledged plain requests answered 200
 * @param plainCounted what the plain counters say after the restart
 * @param plainSent plain requests sent
 * @param keys keyed requests, each counted once however often it was sent; all were acknowledged
 * @param keyedCounted what the keyed counters say
 * @param keyedSent how often keyed requests were sent
 * @param restartMillis from the kill to the first answer of the next node
 */
public record CrashRound(
    int number,
    long plainAcknowledged,
    long plainCounted,
    long plainSent,
    long keys,
    long keyedCounted,
    long keyedSent,
    long restartMillis) {

  /** Nothing acknowledged is lost, nothing unsent is counted, and what has an id counts once. */
  public boolean isSound() {
    return plainAcknowledged <= plainCounted && plainCounted <= plainSent && keyedCounted == keys;
  }

  /** Whether the node was in use when it was killed; a round without tells nothing. */
  public boolean isTelling() {
    return plainAcknowledged > 0 && keys > 0 && keyedSent > keys;
  }
}
