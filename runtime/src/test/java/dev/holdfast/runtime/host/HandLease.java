package dev.holdfast.runtime.host;

import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.NodeLease;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A lease that lapses when told to. Callable from any thread. */
public final class HandLease implements NodeLease {
  /** What a node answers that has none. */
  public static final Answer NOT_DONE = LeaseGate.NOT_DONE;

  private final Queue<CompletableFuture<Boolean>> asked = new ArrayDeque<>();
  private volatile boolean valid = true;

  public void lapse() {
    valid = false;
  }

  public void renew() {
    valid = true;
  }

  @Override
  public boolean isValid() {
    return valid;
  }

  @Override
  public synchronized CompletionStage<Boolean> confirm() {
    CompletableFuture<Boolean> answer = new CompletableFuture<>();
    asked.add(answer);
    return answer;
  }

  /** Questions that nobody has answered yet. */
  public synchronized int asked() {
    return asked.size();
  }

  /** Answers the oldest question. */
  public void answer(boolean confirmed) {
    CompletableFuture<Boolean> oldest;
    synchronized (this) {
      oldest = asked.remove();
    }
    oldest.complete(confirmed);
  }
}
