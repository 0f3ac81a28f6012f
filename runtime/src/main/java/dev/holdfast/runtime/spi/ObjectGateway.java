package dev.holdfast.runtime.spi;

import java.util.concurrent.CompletionStage;

/**
 * The way to objects, wherever in the cluster they are.
 *
 * <p>Thread rule: callable from any thread, never blocks. Stages complete on a thread of the
 * runtime; what is chained to them must be short or go elsewhere.
 */
public interface ObjectGateway {
  /**
   * Delivers an event and answers what became of it. The stage never fails: every outcome is an
   * {@link Answer}. Deliveries of one thread to one object arrive in the order of the calls.
   */
  CompletionStage<Answer> deliver(Delivery delivery);
}
