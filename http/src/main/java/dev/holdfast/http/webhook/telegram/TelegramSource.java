package dev.holdfast.http.webhook.telegram;

import dev.holdfast.actors.chat.ChatCommand.FromChannel;
import dev.holdfast.actors.chat.ChatCommand.Receipt;
import dev.holdfast.actors.chat.ChatName;
import dev.holdfast.actors.chat.ChatText;
import dev.holdfast.http.ProblemException;
import dev.holdfast.http.Sha256;
import dev.holdfast.http.limits.BoundedJson;
import dev.holdfast.http.webhook.Parsed;
import dev.holdfast.http.webhook.Verdict;
import dev.holdfast.http.webhook.WebhookDelivery;
import dev.holdfast.http.webhook.WebhookSource;
import dev.holdfast.http.webhook.telegram.UpdateReading.Update;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.spi.Answer;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Updates of a Telegram bot. Messages, channel posts, edits of both and button presses become
 * entries of the chat's session; every other kind, also one this version has never heard of, is
 * acknowledged and ignored, because Telegram repeats what is not and holds back the chat's next
 * update meanwhile.
 *
 * <p><b>Genuine</b> is what carries our secret in {@code X-Telegram-Bot-Api-Secret-Token}; there is
 * no signature over the body.
 *
 * <p><b>Once.</b> Telegram repeats an update until it gets a 2xx; the {@code update_id} marks
 * repeats.
 *
 * <p><b>Order.</b> Telegram sends the next update of a chat only after the last was acknowledged,
 * and the session takes what arrives in the order of its arrival.
 */
public final class TelegramSource implements WebhookSource {
  public static final String NAME = "telegram";

  private static final String SECRET_HEADER = "x-telegram-bot-api-secret-token";

  /** What setWebhook takes as {@code secret_token}. Source: Bot API, setWebhook. */
  private static final Pattern SECRET = Pattern.compile("[A-Za-z0-9_-]{1,256}");

  private final Optional<byte[]> secretHash;

  private TelegramSource(Optional<byte[]> secretHash) {
    this.secretHash = secretHash;
  }

  /**
   * A source that takes updates with this secret, the {@code secret_token} given to setWebhook.
   * Throws {@link IllegalArgumentException} when Telegram would not take it as one.
   */
  public static TelegramSource withSecret(String secret) {
    if (!SECRET.matcher(secret).matches()) {
      throw new IllegalArgumentException(
          "TELEGRAM_WEBHOOK_SECRET is not 1 to 256 of A-Z a-z 0-9 _ -, which is all that Telegram"
              + " takes. Set another one, here and with setWebhook.");
    }
    return new TelegramSource(Optional.of(Sha256.of(secret)));
  }

  /** A source that takes nothing: never open, as long as no secret is set. */
  public static TelegramSource notConfigured() {
    return new TelegramSource(Optional.empty());
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public List<String> proofHeaders() {
    return List.of(SECRET_HEADER);
  }

  @Override
  public Verdict verify(Headers headers, byte[] body) {
    if (secretHash.isEmpty()) {
      return new Verdict.NotConfigured(
          "TELEGRAM_WEBHOOK_SECRET is not set. Set it, and call setWebhook with the same"
              + " secret_token.");
    }
    List<String> given = headers.all(SECRET_HEADER);
    // Of hashes, so that neither a shared beginning nor the length shows in the time it takes.
    boolean genuine =
        given.size() == 1 && MessageDigest.isEqual(secretHash.get(), Sha256.of(given.getFirst()));
    return genuine
        ? new Verdict.Genuine()
        : new Verdict.Forged(
            "X-Telegram-Bot-Api-Secret-Token is missing, wrong or there twice. Call setWebhook with"
                + " the secret_token that is set here.");
  }

  @Override
  public Parsed parse(Headers headers, byte[] body) {
    try {
      return switch (UpdateReading.read(BoundedJson.parse(body))) {
        case Update.Ignored(String reason) -> new Parsed.Ignored(reason);
        case Update.ForChat(long id, ChatName chat, FromChannel command) ->
            ChatText.refusal(command)
                .<Parsed>map(refusal -> new Parsed.Malformed(refusal.detail()))
                .orElseGet(
                    () -> new Parsed.Deliver(List.of(delivery(chat, command, Long.toString(id)))));
      };
    } catch (ProblemException notJson) {
      return new Parsed.Malformed(notJson.problem().detail());
    } catch (MalformedUpdateException noUpdate) {
      return new Parsed.Malformed(noUpdate.detail());
    }
  }

  private static WebhookDelivery delivery(ChatName chat, FromChannel command, String id) {
    return WebhookDelivery.of(chat.id(), command, id)
        .following(answer -> movedTo(answer).map(now -> delivery(now, command, id)));
  }

  /** The session that goes on in place of the one that answered. */
  private static Optional<ChatName> movedTo(Answer answer) {
    return answer instanceof Answer.Replied(Receipt(_, Optional<String> movedTo))
        ? movedTo.map(ChatName::parse)
        : Optional.empty();
  }
}
