package dev.holdfast.http.call;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The names of the operating system's resolver, on threads of their own: a look-up blocks its
 * carrier thread, so on virtual threads two slow ones would stop a small node. Who asks for a name
 * that is being looked up shares the answer, so a name that hangs holds one thread and not all.
 */
final class SystemNames implements Names, AutoCloseable {
  /** Look-ups at once: more names than this that hang at the same time delay others. */
  static final int THREADS_MAX = 32;

  private static final long KEPT_SECONDS = 30;

  private final ConcurrentHashMap<String, CompletableFuture<List<InetAddress>>> underWay =
      new ConcurrentHashMap<>();

  // What waits here is bounded by the attempts that run at once.
  private final ThreadPoolExecutor threads =
      new ThreadPoolExecutor(
          THREADS_MAX,
          THREADS_MAX,
          KEPT_SECONDS,
          TimeUnit.SECONDS,
          new LinkedBlockingQueue<>(),
          Thread.ofPlatform().daemon().name("call-names-", 0).factory());

  SystemNames() {
    threads.allowCoreThreadTimeOut(true);
  }

  @Override
  public CompletableFuture<List<InetAddress>> find(String host) {
    CompletableFuture<List<InetAddress>> mine = new CompletableFuture<>();
    CompletableFuture<List<InetAddress>> earlier = underWay.putIfAbsent(host, mine);
    if (earlier != null) {
      return earlier;
    }
    threads.execute(() -> {
      try {
        mine.complete(List.of(InetAddress.getAllByName(host)));
      } catch (UnknownHostException | RuntimeException e) {
        mine.completeExceptionally(e);
      } finally {
        underWay.remove(host, mine);
      }
    });
    return mine;
  }

  @Override
  public void close() {
    List<Runnable> _ = threads.shutdownNow();
  }
}
