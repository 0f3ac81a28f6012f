package dev.holdfast.bench.suite;

import dev.holdfast.bench.Plan;
import dev.holdfast.bench.process.Numbers;
import dev.holdfast.bench.report.Report;
import dev.holdfast.bench.report.Sample;
import dev.holdfast.bench.suite.Contenders.Running;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A chat of many messages against chats of ten: nothing may grow with the transcript. */
public final class ChatSuite implements Suite {
  private static final Duration ORDER_MAX = Duration.ofMinutes(3);
  private static final String LARGE = "large chat";
  private static final String SMALL = "small chats";
  private static final int POSTS = 500;
  private static final int WAKES = 100;
  private static final int READERS = 64;
  private static final String POST = "posts, one after another";
  private static final String WAKE = "waking it";

  @Override
  public String name() {
    return "chat";
  }

  @Override
  public void run(Plan plan, Report report) throws Exception {
    try (Running worker = Contenders.worker(plan, "holdfast", 0, List.of())) {
      Numbers _ = order(worker, "chats " + plan.chatMessages());
      Rounds rounds = new Rounds(name());
      both(rounds, worker, POST, "posts %s " + POSTS);
      both(rounds, worker, pages(1), "pages %s 1 " + plan.time().toMillis());
      both(rounds, worker, pages(READERS), "pages %s " + READERS + " " + plan.time().toMillis());
      rounds.step(WAKE, LARGE, "ms", () -> Sample.ofLatency(order(worker, "wake-chat " + WAKES)));
      rounds.run(plan, report);
    }
    String title = "chat of %,d messages against one of 10, ".formatted(plan.chatMessages());
    for (String what : List.of(POST, pages(1), pages(READERS))) {
      report.ratio(
          title + what,
          report.get(name(), what, LARGE),
          report.get(name(), what, SMALL),
          Optional.empty());
    }
    report.bound(
        "chat of %,d messages, waking it, p50".formatted(plan.chatMessages()),
        report.get(name(), WAKE, LARGE),
        Optional.empty(),
        Optional.of(3.0));
  }

  private static String pages(int readers) {
    return "pages of 10, %d reader%s".formatted(readers, readers == 1 ? "" : "s");
  }

  private static void both(Rounds rounds, Running worker, String what, String order) {
    rounds.step(what, LARGE, "/s", () -> sample(worker, order.formatted("large")));
    rounds.step(what, SMALL, "/s", () -> sample(worker, order.formatted("small")));
  }

  private static Sample sample(Running worker, String order) {
    var before = worker.cpu();
    Numbers numbers = order(worker, order);
    return Sample.ofRate(numbers, worker.cpu().since(before));
  }

  private static Numbers order(Running worker, String order) {
    return worker.process().order(ORDER_MAX, order);
  }
}
