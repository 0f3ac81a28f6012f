package dev.holdfast.http.webhook;

import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Answer;
import java.util.Optional;

/**
 * One message of a webhook request on its way to an object.
 *
 * @param id the sender's id of the update: a repeat takes no second effect. The edge scopes it by
 *     source
 * @param follow what the answer leads to
 */
public record WebhookDelivery(ObjectId target, Message message, String id, Follow follow) {

  /** Looks at an answer and may send the update on, for example to where a chat has moved. */
  @FunctionalInterface
  public interface Follow {
    /** The next delivery, or empty when this answer is the last word. At most 4 are followed. */
    Optional<WebhookDelivery> next(Answer answer);
  }

  /** A delivery whose answer leads nowhere else. */
  public static WebhookDelivery of(ObjectId target, Message message, String id) {
    return new WebhookDelivery(target, message, id, answer -> Optional.empty());
  }

  /** This delivery, following its answer. */
  public WebhookDelivery following(Follow next) {
    return new WebhookDelivery(target, message, id, next);
  }
}
