package dev.holdfast.http.engine;

import dev.holdfast.runtime.Headers;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.Done;
import org.apache.pekko.http.javadsl.model.AttributeKeys;
import org.apache.pekko.http.javadsl.model.HttpEntity;
import org.apache.pekko.http.javadsl.model.HttpHeader;
import org.apache.pekko.http.javadsl.model.HttpRequest;
import org.apache.pekko.http.javadsl.model.RequestEntity;
import org.apache.pekko.http.javadsl.model.headers.RawRequestURI;
import org.apache.pekko.http.scaladsl.model.EntityStreamSizeException;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.javadsl.Sink;
import org.jspecify.annotations.Nullable;

/** A Pekko HTTP request. */
final class PekkoIncoming implements Incoming {
  private static final Duration IGNORED_DEADLINE = Duration.ofSeconds(10);

  private static final byte[] NO_BODY = new byte[0];
  private static final InetAddress UNKNOWN = InetAddress.ofLiteral("0.0.0.0");

  private final HttpRequest request;
  private final boolean secure;
  private final Materializer materializer;
  private final String target;
  private final Headers headers;

  PekkoIncoming(HttpRequest request, boolean secure, Materializer materializer) {
    this.request = request;
    this.secure = secure;
    this.materializer = materializer;
    List<Headers.Field> fields = new ArrayList<>(12);
    String raw = null;
    for (HttpHeader header : request.getHeaders()) {
      // By class, not by name: a client may send a field of that name, which means nothing.
      if (header instanceof RawRequestURI) {
        raw = header.value();
      } else if (!header.is("raw-request-uri")) {
        fields.add(new Headers.Field(header.name(), header.value()));
      }
    }
    this.target = raw == null ? request.getUri().toString() : raw;
    addEntityFields(request.entity(), fields);
    this.headers = new Headers(fields);
  }

  @Override
  public String method() {
    return request.method().value();
  }

  @Override
  public String target() {
    return target;
  }

  @Override
  public Headers headers() {
    return headers;
  }

  @Override
  public InetAddress peer() {
    return request
        .getAttribute(AttributeKeys.remoteAddress)
        .flatMap(remote -> remote.getAddress())
        .orElse(UNKNOWN);
  }

  @Override
  public boolean secure() {
    return secure;
  }

  @Override
  public byte @Nullable [] bodyAtHand() {
    RequestEntity entity = request.entity();
    if (entity instanceof HttpEntity.Strict strict) {
      return strict.isKnownEmpty() ? NO_BODY : strict.getData().toArrayUnsafe();
    }
    return null;
  }

  @Override
  public long declaredBytes() {
    return request.entity().getContentLengthOption().orElse(-1);
  }

  @Override
  public CompletionStage<byte[]> body(int bytesMax, Duration deadline) {
    return request
        .entity()
        .withSizeLimit(bytesMax)
        // Beyond the size limit, which fails with an exception of its own kind; this one's does
        // not.
        .toStrict(deadline.toMillis(), bytesMax + 1L, materializer)
        .handle((strict, failure) -> {
          if (failure == null) {
            return strict.getData().toArrayUnsafe();
          }
          throw classified(failure);
        });
  }

  @Override
  public CompletionStage<?> ignoreBody() {
    boolean dropped =
        !request.entity().isStrict()
            && declaredBytes() <= IGNORED_BYTES_MAX
            && headers.first("expect").isEmpty();
    return dropped
        ? request
            .entity()
            .withSizeLimit(IGNORED_BYTES_MAX)
            .getDataBytes()
            .completionTimeout(IGNORED_DEADLINE)
            .runWith(Sink.ignore(), materializer)
            .exceptionally(_ -> Done.getInstance())
        : CompletableFuture.completedFuture(Done.getInstance());
  }

  HttpRequest request() {
    return request;
  }

  private static RuntimeException classified(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
    if (cause instanceof EntityStreamSizeException) {
      return new BodyTooLarge(cause);
    }
    if (cause instanceof TimeoutException) {
      return new BodyTooSlow(cause);
    }
    return new CompletionException(cause);
  }

  private static void addEntityFields(RequestEntity entity, List<Headers.Field> fields) {
    String type = entity.getContentType().toString();
    if (!type.equals("none/none")) {
      fields.add(new Headers.Field("content-type", type));
    }
    entity
        .getContentLengthOption()
        .ifPresent(length -> {
          if (length > 0) {
            fields.add(new Headers.Field("content-length", Long.toString(length)));
          }
        });
  }
}
