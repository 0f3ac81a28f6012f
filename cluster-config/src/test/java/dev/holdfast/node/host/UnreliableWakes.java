package dev.holdfast.node.host;

import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.spi.WakeIndex;
import dev.holdfast.runtime.spi.WakeIndex.Due;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A wake index in front of a real one that loses, repeats and delays: reads fail, miss rows, give
 * again what they gave before, or wake objects for nothing; corrections get lost.
 *
 * <p>Thread rule: callable from any thread.
 */
final class UnreliableWakes {
  private static final int ONE_IN = 3;

  private final WakeIndex index;
  private final Random random;
  private final List<ObjectId> known = new CopyOnWriteArrayList<>();
  private volatile List<Due> before = List.of();
  private volatile boolean calm;

  UnreliableWakes(WakeIndex index, long seed) {
    this.index = index;
    this.random = new Random(seed);
  }

  /** It may be woken for nothing from here on. */
  void mayWake(ObjectId object) {
    known.add(object);
  }

  /** From here on it does as it should. */
  void calmDown() {
    calm = true;
  }

  /** A proxy: of all that an index can be asked, only what is made unreliable matters here. */
  WakeIndex index() {
    return (WakeIndex)
        Proxy.newProxyInstance(
            WakeIndex.class.getClassLoader(),
            new Class<?>[] {WakeIndex.class},
            (_, method, arguments) -> answer(method, arguments));
  }

  private Object answer(Method method, Object[] arguments) throws Throwable {
    boolean faulty = !calm && random.nextInt(ONE_IN) == 0;
    if (faulty && method.getName().equals("correct")) {
      return random.nextBoolean() ? CompletableFuture.completedFuture(null) : failed();
    }
    if (faulty && method.getName().equals("due") && random.nextInt(ONE_IN) == 0) {
      return failed();
    }
    Object answer;
    try {
      answer = method.invoke(index, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    return faulty && method.getName().equals("due") ? spoilt(answer) : answer;
  }

  private static CompletionStage<Void> failed() {
    return CompletableFuture.failedFuture(new IllegalStateException("the index is away"));
  }

  @SuppressWarnings("unchecked") // what WakeIndex.due answers
  private CompletionStage<List<Due>> spoilt(Object rows) {
    return ((CompletionStage<List<Due>>) rows).thenApply(this::spoilt);
  }

  private List<Due> spoilt(List<Due> rows) {
    List<Due> spoilt = new ArrayList<>(rows);
    spoilt.removeIf(_ -> random.nextInt(ONE_IN) == 0);
    spoilt.addAll(before);
    before = List.copyOf(rows);
    if (!known.isEmpty()) {
      spoilt.add(new Due(known.get(random.nextInt(known.size())), Instant.EPOCH));
    }
    return spoilt;
  }
}
