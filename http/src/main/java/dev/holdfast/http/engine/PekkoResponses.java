package dev.holdfast.http.engine;

import dev.holdfast.http.EdgeResponse;
import dev.holdfast.runtime.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.ContentType;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.http.javadsl.model.HttpEntities;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpResponse;
import org.apache.pekko.http.javadsl.model.StatusCode;
import org.apache.pekko.http.javadsl.model.StatusCodes;
import org.apache.pekko.http.javadsl.model.headers.Connection;
import org.apache.pekko.http.javadsl.model.headers.RawHeader;
import org.apache.pekko.stream.BoundedSourceQueue;
import org.apache.pekko.stream.javadsl.Keep;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/**
 * Turns our responses into Pekko's. Stateless but for two small caches; callable from any thread.
 */
final class PekkoResponses {
  /** Chunks of a streamed response that wait for its client. */
  private static final int CHUNKS_MAX = 64;

  /** Distinct content types remembered; objects choose them, so their number is bounded. */
  private static final int TYPES_MAX = 256;

  private static final HttpHeader CLOSE = Connection.create("close");
  private static final AtomicReferenceArray<StatusCode> STATUSES = new AtomicReferenceArray<>(600);
  private static final ConcurrentHashMap<String, ContentType> TYPES = new ConcurrentHashMap<>();

  private PekkoResponses() {}

  static HttpResponse whole(EdgeResponse.Whole response) {
    int status = response.status();
    boolean bodiless = status == 204 || status == 304 || response.body().length == 0;
    HttpResponse head = head(status, response.headers());
    if (bodiless) {
      return head;
    }
    return head.withEntity(
        HttpEntities.create(
            typeOf(response.headers()), ByteString.fromArrayUnsafe(response.body())));
  }

  static HttpResponse streamed(EdgeResponse.Streamed response) {
    Source<ByteString, ?> bytes =
        Source.<ByteString>queue(CHUNKS_MAX)
            .watchTermination(Keep.both())
            .mapMaterializedValue(pair -> {
              response.feed().start(new QueueSink(pair.first(), pair.second()));
              return pair.first();
            });
    return head(response.status(), response.headers())
        .withEntity(HttpEntities.createChunked(typeOf(response.headers()), bytes));
  }

  private record QueueSink(
      BoundedSourceQueue<ByteString> queue, java.util.concurrent.CompletionStage<Done> ended)
      implements EdgeResponse.Sink {
    @Override
    public boolean offer(byte[] bytes) {
      return queue.offer(ByteString.fromArrayUnsafe(bytes)).isEnqueued();
    }

    @Override
    public void complete() {
      if (!queue.isCompleted()) {
        queue.complete();
      }
    }

    @Override
    public void onEnd(Runnable callback) {
      ended.whenComplete((done, failure) -> callback.run());
    }
  }

  static HttpResponse head(int status, Headers headers) {
    List<HttpHeader> fields = new ArrayList<>(headers.fields().size());
    for (Headers.Field field : headers.fields()) {
      switch (field.name().toLowerCase(Locale.ROOT)) {
        // The engine writes these itself, from the entity and the state of the connection.
        case "content-type", "content-length", "transfer-encoding", "date", "server" -> {}
        case "connection" -> fields.add(CLOSE);
        default -> fields.add(RawHeader.create(field.name(), field.value()));
      }
    }
    return HttpResponse.create().withStatus(status(status)).addHeaders(fields);
  }

  private static StatusCode status(int code) {
    StatusCode known = STATUSES.get(code);
    if (known == null) {
      known =
          StatusCodes.lookup(code)
              .orElseGet(() -> StatusCodes.custom(code, "", "", code < 400, true));
      STATUSES.set(code, known);
    }
    return known;
  }

  private static ContentType typeOf(Headers headers) {
    for (Headers.Field field : headers.fields()) {
      if (field.name().equalsIgnoreCase("content-type")) {
        return type(field.value());
      }
    }
    return ContentTypes.APPLICATION_OCTET_STREAM;
  }

  private static ContentType type(String text) {
    ContentType known = TYPES.get(text);
    if (known != null) {
      return known;
    }
    ContentType parsed;
    try {
      parsed = ContentTypes.parse(text);
    } catch (IllegalArgumentException malformed) {
      parsed = ContentTypes.APPLICATION_OCTET_STREAM;
    }
    if (TYPES.size() < TYPES_MAX) {
      TYPES.put(text, parsed);
    }
    return parsed;
  }
}
