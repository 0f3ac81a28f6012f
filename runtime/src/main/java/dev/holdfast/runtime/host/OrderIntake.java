package dev.holdfast.runtime.host;

import dev.holdfast.runtime.host.HubMessage.Orders;
import dev.holdfast.runtime.host.HubMessage.Taken;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The receiving end of an {@link OrderStream}: lets through each message once and in order.
 *
 * <p>Thread-safe.
 */
final class OrderIntake {
  /** Messages after which the sender is told that they are taken, if not by then by a tick. */
  private static final int TOLD_EVERY = 16;

  private final String from;
  private final String node;
  private final int stream;
  private long upTo;
  private int untold;
  private boolean asked;

  /** Of that stream of another node to this one. */
  OrderIntake(String from, String node, int stream) {
    this.from = from;
    this.node = node;
    this.stream = stream;
  }

  /** What the sender is to be told at once, if anything. */
  synchronized @Nullable Taken take(Orders message, Consumer<Orders> next) {
    if (message.number() == upTo + 1) {
      upTo++;
      asked = false;
      untold++;
      next.accept(message);
      return untold >= TOLD_EVERY ? told(false) : null;
    }
    if (message.number() <= upTo) {
      untold++; // It was not told, or was told too late.
      return null;
    }
    // One before it got lost. All that were sent behind that one come to here: asked for once.
    boolean again = !asked;
    asked = true;
    return again ? told(true) : null;
  }

  /** Some time has passed: what the sender is to be told, if anything. */
  synchronized @Nullable Taken tick() {
    return untold > 0 ? told(false) : null;
  }

  private Taken told(boolean again) {
    untold = 0;
    return new Taken(from, node, stream, upTo, again);
  }
}
