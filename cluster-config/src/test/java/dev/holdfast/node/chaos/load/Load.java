package dev.holdfast.node.chaos.load;

import java.time.Duration;
import java.util.List;

/** Clients of one kind, from their start to what they found. */
interface Load {
  /** Starts them; they go on until {@link #stop}. */
  void start();

  /** Lets no more be begun, and waits for what was. */
  void stop() throws InterruptedException;

  /**
   * Reads what is left, and what that and the clients say of each other: one sentence a fault.
   *
   * @param patience for what is still on its way
   */
  List<String> faults(Duration patience) throws InterruptedException;

  /** How much they did, in words. */
  String counts();
}
