package dev.holdfast.http.engine;

import com.typesafe.config.Config;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;
import org.apache.pekko.dispatch.MonitorableThreadFactory;

/**
 * Threads with room for the engine's parser, for connections with TLS. Made by Pekko, by name, from
 * {@code reference.conf}.
 *
 * <p>Pekko HTTP 1.3 parses the requests that one read brought by recursion, some 1.6 KB of stack
 * each, and takes a stack overflow for the end of the JVM. Without TLS, {@link PekkoEngine} keeps
 * what one read brings small. With it, up to 36 KB are decrypted at once (the buffer of Pekko's
 * TLSActor), which hold 2,400 requests of 15 bytes: 4 MB of stack.
 */
public final class DeepStacks extends ExecutorServiceConfigurator {
  /** Four times what is needed. Only what is used of it is ever memory. */
  private static final long STACK_BYTES = 16L << 20;

  private static final int THREADS_MIN = 2;

  /** Called by Pekko. */
  public DeepStacks(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory usual) {
    int threads = Math.max(THREADS_MIN, Runtime.getRuntime().availableProcessors());
    return () -> service(id, usual, threads);
  }

  private static ExecutorService service(String id, ThreadFactory usual, int threads) {
    Thread.Builder.OfPlatform builder =
        Thread.ofPlatform().name(id + "-", 0).daemon().stackSize(STACK_BYTES);
    // Pekko ends the JVM by it when a thread dies of something worse than an exception.
    return Executors.newFixedThreadPool(
        threads,
        usual instanceof MonitorableThreadFactory pekkos
            ? builder.uncaughtExceptionHandler(pekkos.exceptionHandler()).factory()
            : builder.factory());
  }
}
