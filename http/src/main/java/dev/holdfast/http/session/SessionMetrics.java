package dev.holdfast.http.session;

import dev.holdfast.actors.chitty.ChittySession;
import dev.holdfast.actors.chitty.SessionStats;
import dev.holdfast.actors.chitty.SessionStats.ReadTotals;
import dev.holdfast.actors.chitty.SessionStats.Totals;
import dev.holdfast.http.Answers;
import dev.holdfast.http.EdgeRequest;
import dev.holdfast.http.EdgeResponse;
import dev.holdfast.http.ObjectClient;
import dev.holdfast.http.socket.SocketVitals;
import dev.holdfast.runtime.ObjectEvent.MessageReceived;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.NodeVitals;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;

/**
 * The figures of contexts: how many there ever were, which all nodes count together, and what this
 * node holds of them.
 *
 * <p>Thread rule: any thread, never blocks.
 */
public final class SessionMetrics {
  private static final String TYPE = ChittySession.TYPE.name();

  private final NodeVitals vitals;
  private final Supplier<List<SocketVitals>> sockets;

  /**
   * The figures from these.
   *
   * @param sockets what the hub counts, by type
   */
  public SessionMetrics(NodeVitals vitals, Supplier<List<SocketVitals>> sockets) {
    this.vitals = vitals;
    this.sockets = sockets;
  }

  CompletionStage<EdgeResponse> answer(ObjectClient objects, EdgeRequest request) {
    return objects
        .deliver(SessionStats.ID, new MessageReceived(new ReadTotals()), request)
        .thenApply(answer ->
            answer instanceof Answer.Replied(Totals totals)
                ? EdgeResponse.json(json(totals))
                : Answers.response(answer));
  }

  private byte[] json(Totals totals) {
    return SessionJson.metrics(
        totals,
        vitals.awakeByType().getOrDefault(TYPE, 0L),
        vitals.awakeBytesByType().getOrDefault(TYPE, 0L),
        ofSockets(SocketVitals::open),
        ofSockets(SocketVitals::framesIn));
  }

  private long ofSockets(ToLongFunction<SocketVitals> figure) {
    return sockets.get().stream()
        .filter(counted -> counted.type().equals(TYPE))
        .mapToLong(figure)
        .sum();
  }
}
