package dev.holdfast.node.docs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The {@code curl} commands of a {@code console} block, each with the answer the page shows. They
 * are carried out by the JDK's client, so that a machine without curl can run the tests.
 */
final class CurlSession {
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
  private static final Duration ANSWER_MAX = Duration.ofSeconds(20);

  /** What the pages address. */
  private static final String PAGE_NODE = "localhost:8080";

  /** One command and the lines below it. */
  record Step(String command, String answer) {}

  private CurlSession() {}

  static List<Step> steps(MarkdownPage.Block block) {
    List<Step> steps = new ArrayList<>();
    for (String part : ("\n" + block.text()).split("\n\\$ ", -1)) {
      String joined = part.replaceAll("\\\\\n\\s*", " ");
      int end = joined.indexOf('\n');
      String command = end < 0 ? joined : joined.substring(0, end);
      if (command.startsWith("curl ")) {
        steps.add(new Step(command, end < 0 ? "" : joined.substring(end + 1).strip()));
      }
    }
    return steps;
  }

  /** What the node answers to the command, without blanks around it. */
  static String answer(Step step, URI node) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(request(step, node), HttpResponse.BodyHandlers.ofString()).body().strip();
    }
  }

  private static HttpRequest request(Step step, URI node) {
    List<String> words = WORD.matcher(step.command()).results().map(CurlSession::word).toList();
    HttpRequest.Builder request = HttpRequest.newBuilder().timeout(ANSWER_MAX);
    String method = "GET";
    var body = HttpRequest.BodyPublishers.noBody();
    for (int i = 1; i < words.size(); i++) {
      switch (words.get(i)) {
        case "-X" -> method = words.get(++i);
        case "-H" -> {
          String[] field = words.get(++i).split(":\\s*", 2);
          request.header(field[0], field[1]);
        }
        case "-d" -> {
          method = method.equals("GET") ? "POST" : method;
          body = HttpRequest.BodyPublishers.ofString(words.get(++i));
        }
        default -> request.uri(uri(words.get(i), node));
      }
    }
    return request.method(method, body).build();
  }

  private static URI uri(String word, URI node) {
    if (!word.startsWith(PAGE_NODE)) {
      throw new AssertionError("pages address the node as %s, not '%s'".formatted(PAGE_NODE, word));
    }
    return node.resolve(word.substring(PAGE_NODE.length()));
  }

  private static String word(MatchResult match) {
    return match.group(1) == null ? match.group(2) : match.group(1);
  }
}
