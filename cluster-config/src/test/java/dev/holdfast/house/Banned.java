package dev.holdfast.house;

import static com.tngtech.archunit.base.DescribedPredicate.describe;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinTask;

/**
 * What neither the API nor an object class may touch, each as a predicate ArchUnit can read out.
 */
final class Banned {
  private static final String CONCURRENT = "java.util.concurrent.";

  private static final Set<String> WAITING_TYPES =
      Set.of(
          "java.lang.ThreadLocal",
          "java.lang.ThreadGroup",
          "java.util.Timer",
          CONCURRENT + "Executors",
          CONCURRENT + "Semaphore",
          CONCURRENT + "CountDownLatch",
          CONCURRENT + "CyclicBarrier",
          CONCURRENT + "Phaser",
          CONCURRENT + "Exchanger",
          CONCURRENT + "BlockingQueue",
          CONCURRENT + "BlockingDeque",
          CONCURRENT + "StructuredTaskScope");

  private static final Set<String> RANDOM_TYPES =
      Set.of(
          "java.util.Random",
          "java.util.SplittableRandom",
          "java.security.SecureRandom",
          CONCURRENT + "ThreadLocalRandom",
          "java.util.random.RandomGeneratorFactory");

  private static final Set<String> CHANCE_METHODS =
      Set.of(
          "java.lang.Math.random",
          "java.lang.StrictMath.random",
          "java.util.UUID.randomUUID",
          "java.util.Collections.shuffle",
          "java.util.random.RandomGenerator.of",
          "java.util.random.RandomGenerator.getDefault");

  private static final Set<String> CLOCK_METHODS =
      Set.of(
          "java.lang.System.currentTimeMillis",
          "java.lang.System.nanoTime",
          "java.time.InstantSource.system");

  static final DescribedPredicate<JavaClass> OUTSIDE_WORLD =
      describe(
          "are of SQL, the network or files",
          type ->
              inPackage(type, "java.sql", "javax.sql", "java.net.http", "java.nio.channels")
                  || type.getFullName().matches("java\\.net\\.\\w*(Socket|Connection)\\w*")
                  || type.getFullName().equals("java.nio.file.Files")
                  || type.getFullName().matches("java\\.io\\.(File\\w+|RandomAccessFile)"));

  static final DescribedPredicate<JavaClass> THREADS =
      describe(
          "are threads, executors, locks or wait for others",
          type ->
              type.isAssignableTo(Thread.class)
                  || type.isAssignableTo(Executor.class)
                  || type.isAssignableTo(ForkJoinTask.class)
                  || inPackage(type, "java.util.concurrent.locks")
                  || WAITING_TYPES.contains(outermost(type)));

  static final DescribedPredicate<JavaClass> RANDOM =
      describe("are sources of randomness", type -> RANDOM_TYPES.contains(type.getFullName()));

  static final DescribedPredicate<JavaAccess<?>> ASYNC_STAGE =
      describe(
          "a stage picks a pool by itself",
          access ->
              access.getTargetOwner().isAssignableTo(CompletionStage.class)
                  && access.getTarget().getName().endsWith("Async"));

  static final DescribedPredicate<JavaAccess<?>> SYSTEM_CLOCK =
      describe(
          "the system clock is read",
          access -> CLOCK_METHODS.contains(nameOf(access)) || isSystemTime(access));

  static final DescribedPredicate<JavaAccess<?>> CHANCE =
      describe("chance is fetched", access -> CHANCE_METHODS.contains(nameOf(access)));

  private Banned() {}

  /** {@code Instant.now()} and its like, {@code Clock.systemUTC()} and its like. */
  private static boolean isSystemTime(JavaAccess<?> access) {
    String owner = access.getTargetOwner().getFullName();
    String method = access.getTarget().getName();
    if (owner.equals(Clock.class.getName())) {
      return method.startsWith("system") || method.startsWith("tick");
    }
    return owner.startsWith("java.time.") && method.equals("now") && !takesClock(access);
  }

  private static boolean takesClock(JavaAccess<?> access) {
    return access.getTarget().getFullName().contains("(" + Clock.class.getName());
  }

  private static String nameOf(JavaAccess<?> access) {
    return access.getTargetOwner().getFullName() + "." + access.getTarget().getName();
  }

  private static boolean inPackage(JavaClass type, String... packages) {
    for (String candidate : packages) {
      if (type.getPackageName().equals(candidate)
          || type.getPackageName().startsWith(candidate + ".")) {
        return true;
      }
    }
    return false;
  }

  private static String outermost(JavaClass type) {
    String name = type.getFullName();
    int nested = name.indexOf('$');
    return nested < 0 ? name : name.substring(0, nested);
  }
}
