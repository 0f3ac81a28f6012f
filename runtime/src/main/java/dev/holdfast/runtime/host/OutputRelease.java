package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.Log;
import dev.holdfast.runtime.LogEntry;
import dev.holdfast.runtime.LogPage;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.host.stored.LogRange;
import dev.holdfast.runtime.host.stored.LogRow;
import dev.holdfast.runtime.host.stored.ObjectStore;
import dev.holdfast.runtime.spi.Answer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets outputs leave, in order. Pages are read from the store, off the object. */
final class OutputRelease {
  private static final Logger LOG = LoggerFactory.getLogger(OutputRelease.class);

  private final ObjectStore store;
  private final HostServices services;

  OutputRelease(ObjectStore store, HostServices services) {
    this.store = store;
    this.services = services;
  }

  void release(List<Output> outputs, TypeRuntime<?> type) {
    for (Output output : outputs) {
      try {
        release(output, type);
      } catch (RuntimeException e) {
        // One that fails must not hold back the others: they are owed.
        LOG.error("an output could not leave, its caller is told that the outcome is unknown", e);
        CommitFailure.answer(List.of(output), new Answer.OutcomeUnknown());
      }
    }
  }

  private void release(Output output, TypeRuntime<?> type) {
    switch (output) {
      case Output.Reply(Envelope envelope, Answer answer) -> envelope.answer(answer);
      case Output.Sockets(ObjectId object, String hub, var orders) ->
          services.hubs().carryOut(hub, object, orders);
      case Output.ReplyPage(Envelope envelope, LogRange range, Log<?> log, Answer unread) ->
          read(envelope, range, unread, rows -> new Answer.Replied(page(rows, range, log, type)));
      case Output.RespondPage(Envelope envelope, LogRange range, String member, Answer unread) ->
          read(envelope, range, unread, rows -> new Answer.Responded(json(rows, range, member)));
    }
  }

  private void read(
      Envelope envelope, LogRange range, Answer unread, Function<List<LogRow>, Answer> render) {
    store
        .readLog(range)
        .thenApply(render)
        .whenComplete((answer, failure) ->
            envelope.answer(failure == null ? answer : unread(envelope, range, unread, failure)));
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
