package dev.holdfast.node.chaos.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an object's whole log, page by page, through whichever nodes are ready. */
record LogPages(Edges edges, Pattern line) {
  private static final Duration REQUEST_MAX = Duration.ofSeconds(20);
  private static final Duration ALL_MAX = Duration.ofSeconds(60);

  /**
   * All its lines.
   *
   * @param path of the log, up to and without the number after which a page begins
   */
  List<MatchResult> all(String path) {
    List<MatchResult> lines = new ArrayList<>();
    long until = System.nanoTime() + ALL_MAX.toNanos();
    int before;
    do {
      before = lines.size();
      Matcher found = line.matcher(page(path + before, until));
      while (found.find()) {
        lines.add(found.toMatchResult());
        if (Long.parseLong(found.group("seq")) != lines.size()) {
          throw new IllegalStateException("%s has a gap at %s".formatted(path, found.group("seq")));
        }
      }
    } while (lines.size() > before);
    return lines;
  }

  private String page(String path, long until) {
    Answer answer;
    do {
      answer = edges.send("GET", path, Optional.empty(), REQUEST_MAX);
    } while (!answer.isOk() && System.nanoTime() < until);
    if (!answer.isOk()) {
      throw new IllegalStateException(
          "%s answered %d %s".formatted(path, answer.status(), answer.body()));
    }
    return answer.body();
  }
}
