package dev.holdfast.http.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.http.EdgeRequest;
import dev.holdfast.http.EdgeResponse;
import dev.holdfast.http.Problems;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.spi.AlarmVitals;
import dev.holdfast.runtime.spi.NodeVitals;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code GET /api/v1/live}: server-sent events with counts and turns. A new listener gets {@code
 * state} (counts and the last 50 turns), then {@code turns} as they happen, at most four times a
 * second and at most 50 at once, and {@code counts} once a second. Who does not keep up is ended
 * and comes back by itself.
 *
 * <p>Thread rule: {@link #listen} and {@link #close} by any thread. Turns come in on the runtime's
 * threads, which only queue them; a thread of the feed's own sends, and ends with {@link #close}.
 */
public final class LiveFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(LiveFeed.class);
  private static final int TURNS_MAX = 50;
  private static final long TICK_MILLIS = 250;
  private static final int TICKS_A_COUNT = 4;

  private final NodeVitals vitals;
  private final int listenersMax;
  private final ObjectMapper json = new ObjectMapper();
  private final Set<EdgeResponse.Sink> listeners = ConcurrentHashMap.newKeySet();
  private final ArrayDeque<NodeVitals.TurnSeen> fresh = new ArrayDeque<>();
  private final AutoCloseable subscription;
  private final ScheduledExecutorService ticker;
  private final ScheduledFuture<?> ticking;
  private volatile boolean listening;
  private int ticks;

  /** A feed for at most that many listeners at once. */
  public LiveFeed(NodeVitals vitals, int listenersMax) {
    this.vitals = vitals;
    this.listenersMax = listenersMax;
    this.subscription = vitals.onTurn(this::seen);
    this.ticker =
        Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("holdfast-live").factory());
    this.ticking =
        ticker.scheduleAtFixedRate(this::tick, TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Begins to listen; 503 when too many do. */
  public CompletionStage<EdgeResponse> listen(EdgeRequest request) {
    if (listeners.size() >= listenersMax) {
      throw Problems.overloaded("Too many pages are open.", Duration.ofSeconds(30)).exception();
    }
    Headers headers =
        Headers.NONE
            .with("content-type", "text/event-stream; charset=utf-8")
            .with("cache-control", "no-store");
    return CompletableFuture.completedFuture(new EdgeResponse.Streamed(200, headers, this::start));
  }

  /** Ends every listener. */
  @Override
  public void close() {
    ticking.cancel(false);
    ticker.shutdown();
    listeners.forEach(EdgeResponse.Sink::complete);
    try {
      subscription.close();
    } catch (Exception alreadyGone) {
      // The runtime has stopped before us: nothing calls back any more.
      listeners.clear();
    }
  }

  private void start(EdgeResponse.Sink sink) {
    Map<String, Object> state = new LinkedHashMap<>(counts());
    state.put("turns", turns(vitals.recentTurns()));
    sink.offer(event("state", state));
    listeners.add(sink);
    listening = true;
    sink.onEnd(() -> {
      listeners.remove(sink);
      listening = !listeners.isEmpty();
    });
  }

  // Called for every turn of the node: next to nothing while nobody looks.
  private void seen(NodeVitals.TurnSeen turn) {
    if (!listening) {
      return;
    }
    synchronized (fresh) {
      if (fresh.size() == TURNS_MAX) {
        fresh.removeFirst();
      }
      fresh.addLast(turn);
    }
  }

  private void tick() {
    try {
      report();
    } catch (RuntimeException failure) {
      // An executor drops a periodic task that throws; the page should live on.
      LOG.warn("the live page could not be told what happens", failure);
    }
  }

  private void report() {
    ticks++;
    if (!listening) {
      return;
    }
    List<NodeVitals.TurnSeen> news;
    synchronized (fresh) {
      news = new ArrayList<>(fresh.reversed());
      fresh.clear();
    }
    if (!news.isEmpty()) {
      send(event("turns", turns(news)));
    }
    if (ticks % TICKS_A_COUNT == 0) {
      send(event("counts", counts()));
    }
  }

  private void send(byte[] event) {
    for (EdgeResponse.Sink listener : listeners) {
      if (!listener.offer(event)) {
        listener.complete();
      }
    }
  }

  private Map<String, Object> counts() {
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("awake", vitals.awakeByType());
    counts.put("awakeBytes", vitals.awakeBytes());
    counts.put("counters", vitals.counters());
    counts.put("alarms", alarms());
    counts.put("unfit", vitals.unfitBecause());
    return counts;
  }

  private Map<String, Long> alarms() {
    AlarmVitals alarms = vitals.alarms();
    Map<String, Long> shown = new LinkedHashMap<>();
    shown.put("fired", alarms.fired());
    alarms.waiting().ifPresent(waiting -> shown.put("pending", waiting.pending()));
    return shown;
  }

  private static List<Map<String, Object>> turns(List<NodeVitals.TurnSeen> seen) {
    return seen.stream().map(LiveFeed::turn).toList();
  }

  private static Map<String, Object> turn(NodeVitals.TurnSeen seen) {
    return Map.of(
        "at", seen.at().toString(),
        "type", seen.object().type(),
        "name", seen.object().name(),
        "event", seen.event(),
        "outcome", seen.outcome(),
        "correlation", seen.correlation(),
        "micros", seen.micros());
  }

  private byte[] event(String name, Object data) {
    try {
      String text = "event: " + name + "\ndata: " + json.writeValueAsString(data) + "\n\n";
      return text.getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException impossible) {
      throw new AssertionError("maps of strings and numbers can be written", impossible);
    }
  }
}
