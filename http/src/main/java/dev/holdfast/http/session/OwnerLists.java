package dev.holdfast.http.session;

import dev.holdfast.actors.chitty.SessionOwner;
import dev.holdfast.actors.chitty.SessionOwner.ReadStanding;
import dev.holdfast.actors.chitty.SessionOwner.Standing;
import dev.holdfast.http.EdgeRequest;
import dev.holdfast.http.ObjectClient;
import dev.holdfast.runtime.ObjectEvent.MessageReceived;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery.Reach;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/**
 * Asks owners' lists.
 *
 * <p>Thread rule: any thread, never blocks.
 */
final class OwnerLists {
  private static final long FIRST_PAUSE_MILLIS = 2;

  /** With pauses of 2 ms, doubling: half a second, some hundred times what a message takes. */
  private static final int LOOKS_MAX = 8;

  private final ObjectClient objects;

  OwnerLists(ObjectClient objects) {
    this.objects = objects;
  }

  /** How it is with an owner's list; or why it could not be asked. */
  CompletionStage<Answer> standing(String chittyId, String sessionId, EdgeRequest request) {
    return objects.deliver(
        SessionOwner.id(chittyId),
        new MessageReceived(new ReadStanding(sessionId)),
        Optional.empty(),
        Reach.EITHER,
        request.correlation());
  }

  /**
   * Completes when the owner's list has the context, so that who made it finds it there at once; or
   * after a while. It only looks: what is put on the list comes from the context alone, in one
   * order, so nothing stays on it that has ended meanwhile.
   */
  CompletionStage<Void> listed(String chittyId, String sessionId, EdgeRequest request) {
    return looked(chittyId, sessionId, request, 1);
  }

  private CompletionStage<Void> looked(
      String chittyId, String sessionId, EdgeRequest request, int look) {
    return standing(chittyId, sessionId, request)
        .thenCompose(answer -> {
          boolean absent =
              answer instanceof Answer.Replied(Standing standing) && !standing.listed();
          if (!absent || look == LOOKS_MAX) {
            return CompletableFuture.<Void>completedFuture(null);
          }
          long pause = FIRST_PAUSE_MILLIS << look;
          return CompletableFuture.runAsync(
                  () -> {}, CompletableFuture.delayedExecutor(pause, TimeUnit.MILLISECONDS))
              .thenCompose(_ -> looked(chittyId, sessionId, request, look + 1));
        });
  }
}
