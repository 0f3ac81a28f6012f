package dev.holdfast.bench.suite;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.load.HttpLoad;
import dev.holdfast.bench.load.LoadResult;
import dev.holdfast.bench.process.Numbers;
import dev.holdfast.bench.profile.Profile;
import dev.holdfast.bench.suite.Contenders.Running;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Runs one contender alone under a flight recording, to see where a missed target goes. */
public final class ProfileRun {
  private static final Duration ORDER_MAX = Duration.ofMinutes(3);
  private static final int CONNECTIONS = 64;
  private static final int SNAPSHOT_EVERY = 500;
  private static final int TELL_PAIRS = 1_000;

  /** Long enough that compiling is over, short enough to wait for. */
  private static final Duration WARM_UP = Duration.ofSeconds(10);

  private static final Duration RECORDED = Duration.ofSeconds(15);

  private ProfileRun() {}

  /**
   * Runs and returns tables in Markdown.
   *
   * @param contender {@code http-holdfast}, {@code http-raw}, {@code holdfast} or {@code raw}
   * @param load {@code get}, {@code tells}, or the number of names to increment
   */
  public static String run(Plan plan, String contender, String load) throws IOException {
    Path recording = plan.logs().resolve(contender + ".jfr");
    Files.createDirectories(plan.logs());
    String flag =
        "-XX:StartFlightRecording=settings=profile,delay=%ds,duration=%ds,filename=%s"
            .formatted(WARM_UP.toSeconds(), RECORDED.toSeconds(), recording);
    String seen =
        contender.startsWith("http-")
            ? http(plan, contender, load, flag)
            : worker(plan, contender, load, flag);
    return "%s, %s: %s%n%n%s".formatted(contender, load, seen, Profile.of(recording).markdown());
  }

  private static String http(Plan plan, String contender, String load, String flag)
      throws IOException {
    boolean ours = contender.equals("http-holdfast");
    try (Running running =
        ours
            ? Contenders.node(
                plan, Contenders.fresh(plan, "node"), Contenders.environment("off", flag))
            : Contenders.rawHttp(plan, List.of(flag))) {
      boolean reads = load.equals("get");
      int names = reads ? 100 : Integer.parseInt(load);
      LoadResult result =
          HttpLoad.run(
              running.address(),
              new HttpLoad.Shape(
                  reads ? "GET" : "POST",
                  "/objects/counter/profile-%d",
                  names,
                  CONNECTIONS,
                  time()));
      return result.line();
    }
  }

  private static String worker(Plan plan, String contender, String load, String flag)
      throws IOException {
    try (Running running = Contenders.worker(plan, contender, SNAPSHOT_EVERY, List.of(flag))) {
      String order = load.equals("tells") ? "tells " + TELL_PAIRS : "increments " + load;
      Numbers numbers = running.process().order(ORDER_MAX, order + " " + time().toMillis());
      return "%.0f /s".formatted(numbers.get("rate"));
    }
  }

  private static Duration time() {
    return WARM_UP.plus(RECORDED).plusSeconds(2);
  }
}
