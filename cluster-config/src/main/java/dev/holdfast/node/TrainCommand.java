package dev.holdfast.node;

import dev.holdfast.runtime.Catalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * {@code train}: starts a node on a temporary folder, uses it a little, and ends: the run from
 * which the JVM records its AOT cache.
 */
@Command(name = "train", hidden = true)
final class TrainCommand implements Callable<Integer> {
  /** Enough that all classes of the usual paths are loaded; no compiled code is kept. */
  private static final int ROUNDS = 20;

  private final Function<NodeConfig, Catalogue> catalogue;

  TrainCommand(Function<NodeConfig, Catalogue> catalogue) {
    this.catalogue = catalogue;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    Path data = Files.createTempDirectory("holdfast-train");
    try {
      NodeConfig config =
          RunCommand.configured(
              Map.of("port", "0", "host", "127.0.0.1", "data", data.toString(), "db", ""),
              Optional.empty());
      try (Node node = Node.start(config, catalogue.apply(config), new Secrets(Map.of()));
          HttpClient client = HttpClient.newHttpClient()) {
        use(client, URI.create(node.url()));
      }
    } finally {
      delete(data);
    }
    // A normal end, not halt: the cache is written at exit.
    System.exit(0);
    return 0;
  }

  private static void use(HttpClient client, URI node) throws IOException, InterruptedException {
    for (int round = 0; round < ROUNDS; round++) {
      URI counter = node.resolve("/objects/counter/train-" + round % 3);
      send(client, HttpRequest.newBuilder(counter).POST(HttpRequest.BodyPublishers.noBody()));
      for (String path : List.of("/objects/counter/train-0", "/ready", "/metrics", "/nothing")) {
        send(client, HttpRequest.newBuilder(node.resolve(path)));
      }
    }
  }

  private static void send(HttpClient client, HttpRequest.Builder request)
      throws IOException, InterruptedException {
    client.send(request.build(), HttpResponse.BodyHandlers.discarding());
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }
}
