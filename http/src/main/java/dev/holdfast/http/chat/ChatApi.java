package dev.holdfast.http.chat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.holdfast.actors.chat.ChatCommand;
import dev.holdfast.actors.chat.ChatCommand.Post;
import dev.holdfast.actors.chat.ChatCommand.Posted;
import dev.holdfast.actors.chat.ChatCommand.ReadMessages;
import dev.holdfast.actors.chat.ChatCommand.ReadSummary;
import dev.holdfast.actors.chat.ChatCommand.Summary;
import dev.holdfast.actors.chat.ChatMessage;
import dev.holdfast.actors.chat.ChatName;
import dev.holdfast.actors.chat.ChatText;
import dev.holdfast.http.Answers;
import dev.holdfast.http.EdgeRequest;
import dev.holdfast.http.EdgeResponse;
import dev.holdfast.http.ObjectClient;
import dev.holdfast.http.Problems;
import dev.holdfast.http.QueryNumbers;
import dev.holdfast.http.Route;
import dev.holdfast.http.Route.Guard;
import dev.holdfast.http.limits.BoundedJson;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.LogPage;
import dev.holdfast.runtime.ObjectEvent.MessageReceived;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery.Reach;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/**
 * {@code /api/v1/chats/{channel}/{chat}}: summary, messages, posting and the live socket of a chat.
 *
 * <p>A read answers 404 for a chat without messages. The first post makes a chat, except on
 * channels where only the channel can: a chat with a Telegram bot begins on Telegram. The socket
 * may be opened before the first message and waits for it.
 *
 * <p>A post is stored in the transcript under the author it names and reaches every socket. It is
 * not sent out to the channel: people in a Telegram chat do not see it.
 *
 * <p>Thread rule: handlers are called for many requests at once and never block.
 */
public final class ChatApi {
  private static final String CHAT = "/api/v1/chats/{channel}/{chat}";

  /** Messages in a page when {@code limit} does not say: two screens of a phone. */
  static final int PAGE_MESSAGES_DEFAULT = 50;

  /**
   * Bytes of a posted body: the longest author and text with every character escaped ({@code
   * \}{@code uXXXX}, 6 bytes), and as much again for what else a client puts around them.
   */
  static final int POST_BYTES_MAX =
      2 * 6 * (ChatText.POST_TEXT_CHARS_MAX + ChatText.POST_AUTHOR_CHARS_MAX);

  /** Channels whose chats are made by what comes from the channel alone. */
  private static final List<String> CHANNELS_WITH_OWN_CHATS = List.of("telegram");

  private final ObjectClient objects;

  /** The API over these objects. */
  public ChatApi(ObjectClient objects) {
    this.objects = objects;
  }

  /** Its routes. */
  public List<Route> routes() {
    return List.of(
        Route.get("chat", CHAT, Guard.TOKEN, this::summary),
        new Route(
            "chat-messages",
            List.of("GET", "HEAD", "POST"),
            CHAT + "/messages",
            Guard.TOKEN,
            POST_BYTES_MAX,
            request -> request.method().equals("POST") ? post(request) : page(request)),
        Route.get("chat-socket", CHAT + "/socket", Guard.TOKEN, ChatApi::socket));
  }

  private CompletionStage<EdgeResponse> summary(EdgeRequest request) {
    ChatName chat = chat(request);
    return deliver(chat, new ReadSummary(), request, Reach.EXISTING)
        .thenApply(answer ->
            answer instanceof Answer.Replied(Summary summary)
                ? EdgeResponse.json(ChatJson.summary(chat, summary))
                : otherwise(chat, answer));
  }

  private CompletionStage<EdgeResponse> page(EdgeRequest request) {
    ChatName chat = chat(request);
    long after = QueryNumbers.of(request, "after", 0, 0, Long.MAX_VALUE);
    int limit =
        (int)
            QueryNumbers.of(
                request, "limit", PAGE_MESSAGES_DEFAULT, 1, Limits.LOG_PAGE_ENTRIES_MAX);
    return deliver(chat, new ReadMessages(after, limit), request, Reach.EXISTING)
        .thenApply(answer ->
            answer instanceof Answer.Replied(LogPage<?> page)
                ? EdgeResponse.json(ChatJson.page(messages(page)))
                : otherwise(chat, answer));
  }

  private CompletionStage<EdgeResponse> post(EdgeRequest request) {
    ChatName chat = chat(request);
    JsonNode body = BoundedJson.body(request);
    Post post = new Post(text(body, "author"), text(body, "text"));
    Reach reach = CHANNELS_WITH_OWN_CHATS.contains(chat.channel()) ? Reach.EXISTING : Reach.EITHER;
    return deliver(chat, post, request, reach)
        .thenApply(answer ->
            answer instanceof Answer.Replied(Posted(long seq, ChatMessage message))
                ? EdgeResponse.of(201, "application/json", ChatJson.message(seq, message))
                : otherwise(chat, answer));
  }

  /** What the object does with {@code ?after=SEQ} is in {@code LogFollowing}. */
  private static CompletionStage<EdgeResponse> socket(EdgeRequest request) {
    return CompletableFuture.completedFuture(
        new EdgeResponse.OpenSocket(
            chat(request).id(), request.forObject("/"), request.caller().until()));
  }

  private CompletionStage<Answer> deliver(
      ChatName chat, ChatCommand command, EdgeRequest request, Reach reach) {
    return objects.deliver(chat.id(), new MessageReceived(command), request, reach);
  }

  private static EdgeResponse otherwise(ChatName chat, Answer answer) {
    return answer instanceof Answer.Missing
        ? Problems.notFound(
                "There is no chat '%s'. Check its name; a chat begins with its first message."
                    .formatted(chat))
            .response()
        : Answers.response(answer);
  }

  private static ChatName chat(EdgeRequest request) {
    try {
      return new ChatName(request.parameter("channel"), request.parameter("chat"));
    } catch (IllegalArgumentException noName) {
      throw Problems.malformed(String.valueOf(noName.getMessage())).exception();
    }
  }

  private static String text(JsonNode body, String member) {
    JsonNode value = body.path(member);
    if (!value.isTextual()) {
      throw Problems.malformed(
              "The body must be an object with 'author' and 'text', both text; '%s' is not there or"
                      .formatted(member)
                  + " no text.")
          .exception();
    }
    return value.textValue();
  }

  @SuppressWarnings("unchecked") // ReadMessages is answered with a page of the transcript
  private static LogPage<ChatMessage> messages(LogPage<?> page) {
    return (LogPage<ChatMessage>) page;
  }
}
