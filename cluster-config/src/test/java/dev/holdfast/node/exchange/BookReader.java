package dev.holdfast.node.exchange;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the books of all couriers, page by page, as anybody could. */
record BookReader(HttpClient http, URI node) {
  private static final Pattern LINE =
      Pattern.compile("\\{\"seq\":(\\d+),\"other\":\"([^\"]*)\",\"number\":(\\d+)}");

  private static final Duration REQUEST_MAX = Duration.ofSeconds(20);

  Books read(ExchangeClients clients, UnreliableServer server)
      throws IOException, InterruptedException {
    return new Books(
        clients.acknowledged(),
        clients.attempted(),
        all(Courier.ASKED),
        all(Courier.SENT),
        all(Courier.RECEIVED),
        all(Courier.CALLED),
        all(Courier.RESULTS),
        server.seen());
  }

  private Map<String, List<Courier.Line>> all(String book)
      throws IOException, InterruptedException {
    Map<String, List<Courier.Line>> all = new HashMap<>();
    for (int i = 0; i < ExchangeClients.COURIERS; i++) {
      String courier = ExchangeClients.courier(i);
      all.put(courier, lines(courier, book));
    }
    return all;
  }

  private List<Courier.Line> lines(String courier, String book)
      throws IOException, InterruptedException {
    List<Courier.Line> lines = new ArrayList<>();
    int before;
    do {
      before = lines.size();
      Matcher line = LINE.matcher(page(courier, book, before));
      while (line.find()) {
        if (Long.parseLong(line.group(1)) != lines.size() + 1) {
          throw new IOException("book %s of %s has a gap at %s".formatted(book, courier, line));
        }
        lines.add(new Courier.Line(line.group(2), Long.parseLong(line.group(3))));
      }
    } while (lines.size() > before);
    return lines;
  }

  private String page(String courier, String book, int after)
      throws IOException, InterruptedException {
    URI uri = node.resolve("/objects/courier/%s?log=%s&after=%d".formatted(courier, book, after));
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(uri).timeout(REQUEST_MAX).build(),
            HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException(uri + " answered " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }
}
