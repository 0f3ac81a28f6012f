package dev.holdfast.http.webhook.telegram;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.actors.chat.ChatCommand;
import dev.holdfast.actors.chat.ChatCommand.ReadMessages;
import dev.holdfast.actors.chat.ChatCommand.ReadSummary;
import dev.holdfast.actors.chat.ChatCommand.Summary;
import dev.holdfast.actors.chat.ChatMessage;
import dev.holdfast.actors.chat.ChatName;
import dev.holdfast.actors.chat.Chats;
import dev.holdfast.http.webhook.Parsed;
import dev.holdfast.http.webhook.WebhookDelivery;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.LogEntry;
import dev.holdfast.runtime.LogPage;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectEvent.MessageReceived;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.host.DeterministicHost;
import dev.holdfast.runtime.host.HandClock;
import dev.holdfast.runtime.host.MemoryStore;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.Delivery;
import dev.holdfast.runtime.spi.SocketHub;
import dev.holdfast.runtime.spi.SocketOrder;
import dev.holdfast.runtime.testing.TestCalls;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Real chat sessions in memory, given what {@link TelegramSource} makes of updates. */
final class Sessions {
  private final TelegramSource source = TelegramSource.withSecret("secret");
  private final DeterministicHost host =
      new DeterministicHost(
          Chats.catalogue(),
          Limits.DEFAULTS,
          new HandClock(),
          new MemoryStore(),
          new NoSockets(),
          new TestCalls(),
          Map.of());

  /** Delivers the update and follows its answers to the last one. */
  Answer post(byte[] update) {
    Parsed parsed = source.parse(Headers.NONE, update);
    assertThat(parsed).isInstanceOf(Parsed.Deliver.class);
    Optional<WebhookDelivery> next = Optional.of(((Parsed.Deliver) parsed).deliveries().getFirst());
    Answer answer = new Answer.Done();
    while (next.isPresent()) {
      WebhookDelivery delivery = next.get();
      answer = deliver(delivery.target(), delivery.message(), Optional.of(delivery.id()));
      next = delivery.follow().next(answer);
    }
    return answer;
  }

  Answer post(String update) {
    return post(update.getBytes(UTF_8));
  }

  List<ChatMessage> transcript(String chat) {
    Answer answer = ask(chat, new ReadMessages(0, 1000));
    if (!(answer instanceof Answer.Replied(LogPage<?> page))) {
      return List.of();
    }
    return page.entries().stream().map(LogEntry::value).map(ChatMessage.class::cast).toList();
  }

  List<String> texts(String chat) {
    return transcript(chat).stream().map(ChatMessage::text).toList();
  }

  Summary summary(String chat) {
    return (Summary) ((Answer.Replied) ask(chat, new ReadSummary())).value();
  }

  private Answer ask(String chat, ChatCommand command) {
    return deliver(new ChatName("telegram", chat).id(), command, Optional.empty());
  }

  private Answer deliver(ObjectId target, Message message, Optional<String> id) {
    var delivery =
        new Delivery(
            target,
            new MessageReceived(message),
            id.map(given -> new Delivery.RequestId("telegram", given, given.getBytes(UTF_8))),
            Delivery.Reach.EITHER,
            "test",
            Limits.DEFAULTS.askDeadline(),
            256);
    return host.deliver(delivery).toCompletableFuture().getNow(new Answer.TimedOut());
  }

  private static final class NoSockets implements SocketHub {
    @Override
    public String name() {
      return "none";
    }

    @Override
    public void carryOut(ObjectId object, List<SocketOrder> orders) {}

    @Override
    public List<SocketInfo> sockets(ObjectId object) {
      return List.of();
    }
  }
}
