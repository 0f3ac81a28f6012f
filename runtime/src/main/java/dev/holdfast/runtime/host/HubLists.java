package dev.holdfast.runtime.host;

import dev.holdfast.runtime.SocketInfo;
import dev.holdfast.runtime.host.HubMessage.Listed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;

/**
 * Questions to hubs of other nodes for the sockets of an object, and their answers.
 *
 * <p>Thread rule: callable from any thread.
 */
final class HubLists {
  /** A handler's deadline is 1 s; a hub that lives answers in a few milliseconds. */
  static final Duration DEADLINE = Duration.ofMillis(500);

  /** What one hub may list: a thousand sockets with the largest attachments, many more without. */
  static final long BYTES_MAX = 16 << 20;

  private final Map<Long, Asked> asked = new ConcurrentHashMap<>();
  private final AtomicLong last = new AtomicLong();
  private final BiConsumer<Duration, Runnable> later;

  private static final class Asked extends CompletableFuture<List<SocketInfo>> {
    private final List<SocketInfo> sockets = new ArrayList<>();

    private synchronized void arrived(Listed part) {
      sockets.addAll(part.sockets());
      if (part.last()) {
        complete(List.copyOf(sockets));
      }
    }
  }

  /** Questions that end by themselves after {@link #DEADLINE}. */
  HubLists(BiConsumer<Duration, Runnable> later) {
    this.later = later;
  }

  /** Asks by sending a number. The stage fails at the deadline. */
  CompletionStage<List<SocketInfo>> ask(LongConsumer send) {
    long question = last.incrementAndGet();
    Asked answer = new Asked();
    asked.put(question, answer);
    later.accept(DEADLINE, () -> giveUp(question));
    send.accept(question);
    return answer;
  }

  private void giveUp(long question) {
    Asked late = asked.remove(question);
    if (late != null) {
      late.completeExceptionally(
          new TimeoutException("no answer within %d ms".formatted(DEADLINE.toMillis())));
    }
  }

  /** A part of an answer has come; one that is too late is dropped. */
  void arrived(Listed part) {
    Asked answer = part.last() ? asked.remove(part.question()) : asked.get(part.question());
    if (answer != null) {
      answer.arrived(part);
    }
  }

  /** The sockets as messages of bounded size; those past {@link #BYTES_MAX} are left out. */
  static List<Listed> parts(String to, long question, List<SocketInfo> sockets) {
    List<SocketInfo> kept = new ArrayList<>();
    long bytes = 0;
    for (SocketInfo socket : sockets) {
      bytes += OrderSizes.of(socket);
      if (bytes > BYTES_MAX) {
        break;
      }
      kept.add(socket);
    }
    var parts = OrderSizes.split(kept, OrderStream.MESSAGE_BYTES, OrderSizes::of);
    List<Listed> messages = new ArrayList<>(parts.size());
    for (int i = 0; i < parts.size(); i++) {
      messages.add(new Listed(to, question, parts.get(i), i == parts.size() - 1));
    }
    return messages;
  }
}
