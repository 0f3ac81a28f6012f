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
import dev.holdfast.runtime.spi.SocketHub;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets outputs leave, in order. Pages are read from the store, off the object. */
final class OutputRelease {
  private static final Logger LOG = LoggerFactory.getLogger(OutputRelease.class);

  private final ObjectStore store;
  private final SocketHub hub;

  OutputRelease(ObjectStore store, SocketHub hub) {
    this.store = store;
    this.hub = hub;
  }

  void release(List<Output> outputs, TypeRuntime<?> type) {
    for (Output output : outputs) {
      switch (output) {
        case Output.Reply(Envelope envelope, Answer answer) -> envelope.answer(answer);
        case Output.Sockets(ObjectId object, String name, var orders) -> {
          if (name.equals(hub.name())) {
            hub.carryOut(object, orders);
          }
        }
        case Output.ReplyPage(Envelope envelope, LogRange range, Log<?> log) ->
            read(envelope, range, rows -> new Answer.Replied(page(rows, range, log, type)));
        case Output.RespondPage(Envelope envelope, LogRange range, String member) ->
            read(envelope, range, rows -> new Answer.Responded(json(rows, range, member)));
      }
    }
  }

  private void read(Envelope envelope, LogRange range, Function<List<LogRow>, Answer> render) {
    store
        .readLog(range)
        .thenApply(render)
        .whenComplete((answer, failure) -> {
          if (failure == null) {
            envelope.answer(answer);
            return;
          }
          LOG.atError()
              .setCause(failure)
              .addKeyValue("object", range.object())
              .log("log '{}' could not be read; the caller is told to try again", range.log());
          envelope.answer(new Answer.NotDone("the log could not be read at the moment"));
        });
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
    return rows.isEmpty() ? range.after() : rows.getLast().number();
  }
}
