package dev.holdfast.http.call;

import dev.holdfast.runtime.CallResult;
import dev.holdfast.runtime.Headers;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.net.URIAuthority;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * One request to one address, over Apache HttpClient: to exactly that address, while TLS and the
 * {@code Host} header go by the name. Connections are kept by name, port and address together, so a
 * kept one leads to an address that was checked for this request too. The JDK's own client cannot
 * do that: it looks names up by itself, and checks certificates by what it was told to connect to.
 *
 * <p>Thread rule: callable from any thread; it blocks until the answer is there. Interrupting a
 * virtual thread in it closes the connection.
 */
final class Wire implements AutoCloseable {
  private static final int CHUNK_BYTES = 16 << 10;

  /** The deadline comes first, and interrupts; the client's own times are there if it does not. */
  private static final Duration AFTER_DEADLINE = Duration.ofSeconds(1);

  private static final int STATUS_MIN = 200;
  private static final int STATUS_MAX = 599;

  private final CallLimits limits;
  private final PoolingHttpClientConnectionManager connections;
  private final CloseableHttpClient client;

  /** Bytes of answers that are being received. */
  private final AtomicLong receiving = new AtomicLong();

  Wire(CallLimits limits, SSLContext tls) {
    this.limits = limits;
    connections = WireSetup.connections(limits, tls);
    client = WireSetup.client(connections);
  }

  /** The answer; throws {@link WireFault} for every kind of none. */
  CallResult.Answered send(AttachedCall call, Origin origin, InetAddress address, Duration time)
      throws WireFault {
    HttpClientContext context = HttpClientContext.create();
    context.setRequestConfig(
        RequestConfig.copy(WireSetup.REQUEST)
            .setConnectionRequestTimeout(Timeout.of(time.plus(AFTER_DEADLINE)))
            .setResponseTimeout(Timeout.of(time.plus(AFTER_DEADLINE)))
            .build());
    HttpHost target = new HttpHost(origin.scheme(), address, origin.host(), origin.port());
    HttpUriRequestBase request = request(call, origin);
    try (ClassicHttpResponse response = client.executeOpen(target, request, context)) {
      try {
        return answer(response);
      } catch (IOException | WireFault e) {
        // Before the response is closed, which would read the rest of it first.
        request.cancel();
        throw e;
      }
    } catch (IOException e) {
      throw WireFault.of(e, WireSetup.wasSent(context));
    }
  }

  /** Closes connections that were not used for a while. */
  void closeIdle() {
    connections.closeIdle(TimeValue.of(limits.idleConnection()));
    connections.closeExpired();
  }

  @Override
  public void close() {
    client.close(CloseMode.IMMEDIATE);
  }

  private static HttpUriRequestBase request(AttachedCall call, Origin origin) {
    URI url = call.url();
    String path = url.getRawPath() == null || url.getRawPath().isEmpty() ? "/" : url.getRawPath();
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    HttpUriRequestBase request = new HttpUriRequestBase(call.method(), url);
    request.setScheme(origin.scheme());
    request.setAuthority(new URIAuthority(origin.host(), origin.shownPort()));
    request.setPath(path + query);
    call.headers().forEach(field -> request.addHeader(field.name(), field.value()));
    call.body().ifPresent(body -> request.setEntity(new ByteArrayEntity(body, null)));
    return request;
  }

  private CallResult.Answered answer(ClassicHttpResponse response) throws IOException, WireFault {
    if (response.getCode() < STATUS_MIN || response.getCode() > STATUS_MAX) {
      throw new WireFault(WireFault.Kind.GARBAGE);
    }
    Headers headers = headers(response);
    HttpEntity entity = response.getEntity();
    byte[] body = entity == null ? new byte[0] : body(entity);
    return new CallResult.Answered(response.getCode(), headers, body);
  }

  private Headers headers(ClassicHttpResponse response) throws WireFault {
    List<Headers.Field> fields = new ArrayList<>();
    long bytes = 0;
    for (Header header : response.getHeaders()) {
      String value = header.getValue() == null ? "" : header.getValue();
      bytes += header.getName().length() + value.length();
      fields.add(new Headers.Field(header.getName().toLowerCase(Locale.ROOT), value));
    }
    if (bytes > limits.answerHeadBytesMax()) {
      throw new WireFault(WireFault.Kind.TOO_LARGE);
    }
    return new Headers(fields);
  }

  private byte[] body(HttpEntity entity) throws IOException, WireFault {
    if (entity.getContentLength() > limits.answerBytesMax()) {
      throw new WireFault(WireFault.Kind.TOO_LARGE);
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    byte[] chunk = new byte[CHUNK_BYTES];
    InputStream in = entity.getContent();
    try {
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        if (all.size() + read > limits.answerBytesMax()) {
          throw new WireFault(WireFault.Kind.TOO_LARGE);
        }
        if (receiving.addAndGet(read) > limits.answersBytesMax()) {
          receiving.addAndGet(-read);
          throw new WireFault(WireFault.Kind.NO_ROOM);
        }
        all.write(chunk, 0, read);
      }
      return all.toByteArray();
    } finally {
      receiving.addAndGet(-all.size());
    }
  }
}
