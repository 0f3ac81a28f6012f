package dev.holdfast.http.call;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.config.TlsConfig;
import org.apache.hc.client5.http.impl.DefaultSchemePortResolver;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.impl.routing.DefaultRoutePlanner;
import org.apache.hc.client5.http.ssl.ClientTlsStrategyBuilder;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.impl.io.HttpRequestExecutor;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.io.HttpResponseInformationCallback;
import org.apache.hc.core5.http.protocol.HttpContext;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Apache HttpClient, with all off that it would do by itself: no look-ups, redirects, repeats,
 * decompression, cookies, sign-in, proxies or upgrades.
 */
final class WireSetup {
  /**
   * Header fields of an answer, more than any server needs; the bytes have a bound of their own.
   */
  private static final int ANSWER_HEADERS_MAX = 256;

  private static final String SENT = "holdfast.sent";

  static final RequestConfig REQUEST =
      RequestConfig.custom()
          .setRedirectsEnabled(false)
          .setAuthenticationEnabled(false)
          .setContentCompressionEnabled(false)
          .setProtocolUpgradeEnabled(false)
          .setExpectContinueEnabled(false)
          .build();

  private WireSetup() {}

  static PoolingHttpClientConnectionManager connections(CallLimits limits, SSLContext tls) {
    Timeout connect = Timeout.of(limits.connectTimeout());
    Http1Config http =
        Http1Config.custom()
            .setMaxHeaderCount(ANSWER_HEADERS_MAX)
            .setMaxLineLength(limits.answerHeadBytesMax())
            .build();
    return PoolingHttpClientConnectionManagerBuilder.create()
        .setMaxConnTotal(limits.runningMax())
        .setMaxConnPerRoute(limits.runningPerHostMax())
        .setDnsResolver(new NoLookUps())
        .setTlsSocketStrategy(ClientTlsStrategyBuilder.create().setSslContext(tls).buildClassic())
        .setConnectionFactory(
            new QuietConnections(
                ManagedHttpClientConnectionFactory.builder().http1Config(http).build()))
        .setDefaultTlsConfig(TlsConfig.custom().setHandshakeTimeout(connect).build())
        .setDefaultConnectionConfig(
            ConnectionConfig.custom()
                .setConnectTimeout(connect)
                // Always: servers close kept connections without a word.
                .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                .build())
        .build();
  }

  static CloseableHttpClient client(PoolingHttpClientConnectionManager connections) {
    return HttpClients.custom()
        .setConnectionManager(connections)
        .setDefaultRequestConfig(REQUEST)
        .setRequestExecutor(new NotingExecutor())
        // Never a proxy: it would connect to an address that nobody checked.
        .setRoutePlanner(new DefaultRoutePlanner(DefaultSchemePortResolver.INSTANCE))
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableContentCompression()
        .disableCookieManagement()
        .disableAuthCaching()
        .disableConnectionState()
        .disableDefaultUserAgent()
        .build();
  }

  /** Whether a connection was there and the request began to leave. */
  static boolean wasSent(HttpContext context) {
    return context.getAttribute(SENT) != null;
  }

  /** Notes that there is a connection: what fails before has not reached the other side. */
  private static final class NotingExecutor extends HttpRequestExecutor {
    @Override
    public ClassicHttpResponse execute(
        ClassicHttpRequest request,
        HttpClientConnection connection,
        HttpResponseInformationCallback informed,
        HttpContext context)
        throws IOException, HttpException {
      context.setAttribute(SENT, true);
      return super.execute(request, connection, informed, context);
    }
  }

  /** Every request brings its address, so a look-up here would be one that nobody checked. */
  private static final class NoLookUps implements DnsResolver {
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
      throw new UnknownHostException();
    }

    @Override
    public String resolveCanonicalHostname(String host) throws UnknownHostException {
      throw new UnknownHostException();
    }
  }
}
