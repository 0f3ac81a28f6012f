package dev.holdfast.bench.contender;

import dev.holdfast.actors.chat.ChatCommand;
import dev.holdfast.actors.chat.ChatSession;
import dev.holdfast.bench.load.ClosedLoop;
import dev.holdfast.bench.load.Latencies;
import dev.holdfast.bench.load.LoadResult;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Answer;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/** One chat with many messages, and many chats with few. */
final class Chats {
  private static final int PAGE = 10;
  private static final int MESSAGES_FEW = 10;
  private static final int CHATS_SMALL = 100;
  private static final int IN_FLIGHT = 256;
  private static final ObjectId LARGE = chat("bench/large");

  private final HoldfastSystem system;
  private final AtomicLong posted = new AtomicLong();
  private long messages;

  Chats(HoldfastSystem system) {
    this.system = system;
  }

  private static ObjectId chat(String name) {
    return new ObjectId(ChatSession.TYPE.name(), name);
  }

  /** Fills the large chat with this many, and the small ones with ten each. */
  LoadResult prepare(int count) {
    messages = count;
    LoadResult large = ClosedLoop.once(_ -> post(LARGE), count, IN_FLIGHT);
    LoadResult small = ClosedLoop.once(i -> post(small(i)), CHATS_SMALL * MESSAGES_FEW, IN_FLIGHT);
    if (large.errors() + small.errors() > 0) {
      throw new IllegalStateException("the chats could not be filled");
    }
    return large;
  }

  /** Posts one after another; the small chats in turn. */
  LoadResult posts(boolean large, int count) {
    return ClosedLoop.once(i -> post(large ? LARGE : small(i)), count, 1);
  }

  /** Reads pages of ten: anywhere in the large chat, and all of a small one. */
  LoadResult pages(boolean large, int inFlight, Duration time) {
    int pages = (int) (messages / PAGE);
    return large
        ? ClosedLoop.run(i -> page(LARGE, (long) i * PAGE), pages, inFlight, time)
        : ClosedLoop.run(i -> page(small(i), 0), CHATS_SMALL, inFlight, time);
  }

  /** Wakes the large chat so many times, asking for its summary. */
  LoadResult wakes(int count) {
    Latencies latencies = new Latencies();
    long nanos = 0;
    long good = 0;
    for (int i = 0; i < count; i++) {
      system.sleepAll();
      long asked = System.nanoTime();
      good += sent(LARGE, new ChatCommand.ReadSummary()).toCompletableFuture().join() ? 1 : 0;
      long took = System.nanoTime() - asked;
      latencies.record(took);
      nanos += took;
    }
    return new LoadResult(good, nanos / 1e9, good, count - good, 0, latencies);
  }

  private static ObjectId small(int number) {
    return chat("bench/small-" + number % CHATS_SMALL);
  }

  private CompletionStage<Boolean> post(ObjectId chat) {
    String text =
        "message %d, of the length that people type on average".formatted(posted.incrementAndGet());
    return sent(chat, new ChatCommand.Post("someone", text));
  }

  private CompletionStage<Boolean> page(ObjectId chat, long after) {
    return sent(chat, new ChatCommand.ReadMessages(after, PAGE));
  }

  private CompletionStage<Boolean> sent(ObjectId chat, Message message) {
    return system.deliver(chat, message).thenApply(Answer.Replied.class::isInstance);
  }
}
