package dev.holdfast.runtime.spi;

/**
 * What the node's lease from the database kept from leaving, since the node started.
 *
 * @param valid whether the node may speak for its objects now
 * @param lapses how often it might not any more
 * @param answersWithheld answers that became <em>not done</em> or <em>outcome unknown</em>
 * @param framesDropped frames for sockets that no log keeps
 */
public record LeaseVitals(boolean valid, long lapses, long answersWithheld, long framesDropped) {
  /** Of a node beside which there can be no other. */
  public static final LeaseVitals NONE = new LeaseVitals(true, 0, 0, 0);
}
