package dev.holdfast.http;

import dev.holdfast.http.metrics.EdgeMetrics;
import dev.holdfast.http.page.Assets;
import dev.holdfast.runtime.spi.NodeVitals;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;

/** What the node says of itself: whether it lives, whether it may take traffic, what it counts. */
final class NodeHandlers {
  private final NodeVitals vitals;
  private final EdgeMetrics metrics;
  private final BooleanSupplier draining;

  NodeHandlers(NodeVitals vitals, EdgeMetrics metrics, BooleanSupplier draining) {
    this.vitals = vitals;
    this.metrics = metrics;
    this.draining = draining;
  }

  CompletionStage<EdgeResponse> health(EdgeRequest request) {
    return done(EdgeResponse.of(200, "application/json", "{\"status\":\"alive\"}"));
  }

  CompletionStage<EdgeResponse> ready(EdgeRequest request) {
    List<String> reasons = new ArrayList<>(vitals.unfitBecause());
    if (draining.getAsBoolean()) {
      reasons.add("the node is stopping");
    }
    return done(
        reasons.isEmpty()
            ? EdgeResponse.of(200, "application/json", "{\"status\":\"ready\"}")
            : Problem.of(
                    503,
                    "not-ready",
                    "Not ready",
                    "The node takes no traffic at the moment: " + String.join("; ", reasons) + ".")
                .retryAfter(Duration.ofSeconds(1))
                .response());
  }

  CompletionStage<EdgeResponse> metrics(EdgeRequest request) {
    return done(EdgeResponse.of(200, "text/plain; version=0.0.4; charset=utf-8", metrics.scrape()));
  }

  Handler file(Assets assets, String name) {
    EdgeResponse file = assets.file(200, name);
    return request -> done(file);
  }

  private static CompletionStage<EdgeResponse> done(EdgeResponse response) {
    return CompletableFuture.completedFuture(response);
  }
}
