package dev.holdfast.bench.contender;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.http.javadsl.Http;
import org.apache.pekko.http.javadsl.ServerBinding;
import org.apache.pekko.http.javadsl.model.HttpMethods;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.settings.ServerSettings;

/**
 * Raw Pekko behind Pekko HTTP, and nothing in between: no limits, no tokens, no ids. {@code GET
 * /ping} answers without an actor.
 */
public final class RawHttpMain {
  /** As a node's example counter. */
  private static final Duration IDLE_AFTER = Duration.ofSeconds(10);

  private static final int SNAPSHOT_EVERY = 500;
  private static final String COUNTERS = "/objects/counter/";

  private final RawSystem counters;

  private RawHttpMain(RawSystem counters) {
    this.counters = counters;
  }

  /** Argument: the data folder. Ends with its standard input or by SIGTERM. */
  public static void main(String[] arguments) throws IOException {
    RawSystem counters = RawSystem.start(Path.of(arguments[0]), IDLE_AFTER, SNAPSHOT_EVERY);
    Runtime.getRuntime().addShutdownHook(new Thread(counters::close, "end"));
    ServerBinding binding =
        new RawHttpMain(counters).bind(counters.system()).toCompletableFuture().join();
    System.out.println("ready http://127.0.0.1:" + binding.localAddress().getPort());
    while (System.in.read() >= 0) {
      // No orders are taken; the end of the input is the end of who started this.
    }
    System.exit(0);
  }

  private CompletionStage<ServerBinding> bind(ActorSystem<?> system) {
    Config config =
        ConfigFactory.parseResources("bench-raw-http.conf")
            .withFallback(system.settings().config())
            .resolve();
    return Http.get(system)
        .newServerAt("127.0.0.1", 0)
        .withSettings(ServerSettings.create(config))
        .bind(this::answer);
  }

  private CompletionStage<HttpResponse> answer(HttpRequest request) {
    String path = request.getUri().path();
    if (path.equals("/ping")) {
      return CompletableFuture.completedFuture(text("pong"));
    }
    if (!path.startsWith(COUNTERS)) {
      return CompletableFuture.completedFuture(
          HttpResponse.create().withStatus(StatusCodes.NOT_FOUND));
    }
    String name = path.substring(COUNTERS.length());
    CompletionStage<Long> count =
        request.method().equals(HttpMethods.POST) ? counters.increment(name) : counters.read(name);
    return count.thenApply(number -> text(number.toString()));
  }

  private static HttpResponse text(String text) {
    return HttpResponse.create().withEntity(text);
  }
}
