package dev.holdfast.bench.contender;

import dev.holdfast.actors.examples.Counter;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.Answer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The example counter on a node host. */
final class HoldfastWorker implements Worker {
  private final HoldfastSystem system;
  private final Chats chats;
  private final Bells bells;
  private final Pals pals;
  private final Callers callers;

  HoldfastWorker(Path data) {
    system = HoldfastSystem.start(data);
    chats = new Chats(system);
    bells = new Bells(system);
    pals = new Pals(system);
    callers = new Callers(system);
  }

  Chats chats() {
    return chats;
  }

  Bells bells() {
    return bells;
  }

  Pals pals() {
    return pals;
  }

  Callers callers() {
    return callers;
  }

  @Override
  public CompletionStage<Boolean> increment(String name) {
    return system
        .deliver(counter(name), new Counter.Increment(1))
        .thenApply(Answer.Replied.class::isInstance);
  }

  @Override
  public CompletionStage<Long> read(String name) {
    return system
        .deliver(counter(name), new Counter.Read())
        .thenApply(answer ->
            switch (answer) {
              case Answer.Replied(Long count) -> count;
              default -> throw new IllegalStateException(name + " answered " + answer);
            });
  }

  private static ObjectId counter(String name) {
    return new ObjectId(Counter.TYPE.name(), name);
  }

  @Override
  public void sleeper(String name) {
    increments(name, EVENTS_BEFORE_SNAPSHOT);
    var _ = system.snapshot(counter(name)).toCompletableFuture().join();
    increments(name, EVENTS_AFTER_SNAPSHOT);
  }

  private void increments(String name, int count) {
    for (int i = 0; i < count; i++) {
      var _ = increment(name).toCompletableFuture().join();
    }
  }

  @Override
  public void sleepAll(List<String> names) {
    system.sleepAll();
  }

  @Override
  public void close() {
    system.close();
  }
}
