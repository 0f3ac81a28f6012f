package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.LogEntry;
import dev.holdfast.runtime.LogPage;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.host.stored.LogRange;
import dev.holdfast.runtime.host.stored.LogRow;
import dev.holdfast.runtime.host.stored.ObjectStore;
import dev.holdfast.runtime.spi.Answer;
import dev.holdfast.runtime.spi.NodeLease;
import dev.holdfast.runtime.spi.SocketHub;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets outputs leave, in order, as long as the node may speak for its objects. Pages are read from
 * the store, off the object.
 */
final class OutputRelease {
  private static final Logger LOG = LoggerFactory.getLogger(OutputRelease.class);

  private final ObjectStore store;
  private final SocketHub hub;
  private final HostServices services;
  private final LeaseGate gate;
  private final Confirmations confirmations;
  private final WithheldOrders withheld;

  /**
   * @param lease looked at once for each list of outputs, and again when a page was read
   * @param gate of that lease
   */
  OutputRelease(ObjectStore store, HostServices services, NodeLease lease, LeaseGate gate) {
    this.store = store;
    this.hub = services.hub();
    this.services = services;
    this.gate = gate;
    this.confirmations = new Confirmations(lease);
    this.withheld = new WithheldOrders(gate);
  }

  /** What rests on nothing uncommitted. */
  void early(List<Output> outputs, TypeRuntime<?> type) {
    release(outputs, type, true);
  }

  /** What has waited for its commit, which is durable now: that it was confirms it. */
  void late(List<Output> outputs, TypeRuntime<?> type) {
    release(outputs, type, false);
  }

  /** What was kept while the lease had lapsed. */
  void releaseWithheld() {
    withheld.letGo(this::carryOut);
  }

  private void release(List<Output> outputs, TypeRuntime<?> type, boolean early) {
    if (outputs.isEmpty()) {
      return;
    }
    if (!gate.isValid()) {
      outputs.forEach(output -> withhold(output, early));
      return;
    }
    releaseWithheld();
    for (Output output : outputs) {
      try {
        release(output, type, early);
      } catch (RuntimeException e) {
        // One that fails must not hold back the others: they are owed.
        LOG.error("an output could not leave, its caller is told that the outcome is unknown", e);
        CommitFailure.answer(List.of(output), new Answer.OutcomeUnknown());
      }
    }
  }

  private void release(Output output, TypeRuntime<?> type, boolean early) {
    switch (output) {
      case Output.Reply(Envelope envelope, Answer answer) -> {
        if (early && envelope.delivery().confirmed()) {
          confirm(envelope, answer, LeaseGate.NOT_DONE);
        } else {
          envelope.answer(answer);
        }
      }
      case Output.Sockets sockets -> carryOut(sockets);
      case Output.ReplyPage(Envelope envelope, LogRange range, Log<?> log, Answer unread) ->
          read(envelope, range, unread, rows -> new Answer.Replied(page(rows, range, log, type)));
      case Output.RespondPage(Envelope envelope, LogRange range, String member, Answer unread) ->
          read(envelope, range, unread, rows -> new Answer.Responded(json(rows, range, member)));
    }
  }

  private void carryOut(Output.Sockets sockets) {
    if (sockets.hub().equals(hub.name())) {
      hub.carryOut(sockets.object(), sockets.orders());
    }
  }

  private void withhold(Output output, boolean early) {
    switch (output) {
      case Output.Reply(Envelope envelope, Answer _) ->
          withhold(envelope, early ? LeaseGate.NOT_DONE : new Answer.OutcomeUnknown());
      case Output.ReplyPage(Envelope envelope, var _, var _, Answer unread) ->
          withhold(envelope, unread);
      case Output.RespondPage(Envelope envelope, var _, var _, Answer unread) ->
          withhold(envelope, unread);
      case Output.Sockets sockets -> withheld.keep(sockets);
    }
  }

  private void withhold(Envelope envelope, Answer instead) {
    gate.answersWithheld.increment();
    envelope.answer(instead);
  }

  /** Asked after the object decided: if the node was not removed by then, no other had decided. */
  private void confirm(Envelope envelope, Answer answer, Answer otherwise) {
    var _ =
        confirmations
            .ask()
            .thenAccept(confirmed -> {
              if (confirmed) {
                envelope.answer(answer);
              } else {
                withhold(envelope, otherwise);
              }
            });
  }

  private void read(
      Envelope envelope, LogRange range, Answer unread, Function<List<LogRow>, Answer> render) {
    store
        .readLog(range)
        .thenApply(render)
        .whenComplete((answer, failure) -> {
          if (failure != null) {
            envelope.answer(unread(envelope, range, unread, failure));
          } else if (!gate.isValid()) {
            withhold(envelope, unread);
          } else if (envelope.delivery().confirmed()) {
            confirm(envelope, answer, unread);
          } else {
            envelope.answer(answer);
          }
        });
  }

  private Answer unread(Envelope envelope, LogRange range, Answer unread, Throwable failure) {
    String errorId = Ids.fresh(services.clock().instant());
    var line =
        LOG.atError()
            .addKeyValue("object", range.object())
            .addKeyValue("correlation", envelope.delivery().correlation())
            .addKeyValue("error", errorId);
    String what = "log '%s' could not be read".formatted(range.log());
    services.errors().write(LOG, range.object().type(), failure, line, what);
    return CommitFailure.isUnreadable(failure) ? new Answer.Unreadable(errorId) : unread;
  }

  private static <T> LogPage<T> page(
      List<LogRow> rows, LogRange range, Log<T> log, TypeRuntime<?> type) {
    List<LogEntry<T>> entries =
        rows.stream()
            .map(row ->
                new LogEntry<>(
                    row.number(), row.at(), type.values().decode(row.body(), log.type())))
            .toList();
    return new LogPage<>(entries, next(rows, range), range.upTo());
  }

  private static Response json(List<LogRow> rows, LogRange range, String member) {
    StringBuilder json = new StringBuilder("{\"").append(member).append("\":[");
    for (int i = 0; i < rows.size(); i++) {
      json.append(i == 0 ? "" : ",")
          .append(ValueCodec.json(rows.get(i).number(), rows.get(i).body()));
    }
    json.append("],\"next\":").append(next(rows, range)).append('}');
    return new Response(
        200,
        Headers.NONE.with("content-type", "application/json"),
        json.toString().getBytes(StandardCharsets.UTF_8));
  }

  private static long next(List<LogRow> rows, LogRange range) {
    // Nothing there means nothing up to the tail either: whoever asks on must get on.
    return rows.isEmpty() ? Math.max(range.after(), range.upTo()) : rows.getLast().number();
  }
}
