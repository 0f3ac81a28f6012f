package dev.holdfast.runtime.host;

import com.typesafe.config.Config;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.dispatch.DispatcherPrerequisites;
import org.apache.pekko.dispatch.ExecutorServiceConfigurator;
import org.apache.pekko.dispatch.ExecutorServiceFactory;
import org.apache.pekko.dispatch.MonitorableThreadFactory;

/**
 * Runs object actors on the system's {@link ObjectThreads}. Made by Pekko, by name, from {@code
 * reference.conf}.
 */
public final class ObjectExecutor extends ExecutorServiceConfigurator {
  private final ObjectThreads threads;

  /** Called by Pekko. */
  public ObjectExecutor(Config config, DispatcherPrerequisites prerequisites) {
    super(config, prerequisites);
    this.threads =
        prerequisites
            .settings()
            .setup()
            .get(ObjectThreads.class)
            .orElseThrow(() ->
                new IllegalStateException(
                    "the actor system was set up without ObjectThreads. Add them to its setup."));
  }

  @Override
  public ExecutorServiceFactory createExecutorServiceFactory(String id, ThreadFactory usual) {
    if (usual instanceof MonitorableThreadFactory pekkos) {
      // Pekko ends the JVM by it when a thread dies of something worse than an exception.
      threads.setUncaughtHandler(pekkos.exceptionHandler());
    }
    return () -> new OnObjectThreads(threads);
  }

  /** Pekko ends its executors when no actor needs them, and makes new ones; the threads stay. */
  private static final class OnObjectThreads extends AbstractExecutorService {
    private final ObjectThreads threads;
    private volatile boolean shutdown;

    OnObjectThreads(ObjectThreads threads) {
      this.threads = threads;
    }

    @Override
    public void execute(Runnable command) {
      threads.execute(command);
    }

    @Override
    public void shutdown() {
      shutdown = true;
    }

    @Override
    public List<Runnable> shutdownNow() {
      shutdown = true;
      return List.of();
    }

    @Override
    public boolean isShutdown() {
      return shutdown;
    }

    @Override
    public boolean isTerminated() {
      return shutdown;
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) {
      return shutdown;
    }
  }
}
