package dev.holdfast.http.call;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.Socket;
import java.util.Objects;
import javax.net.ssl.SSLSocket;
import org.apache.hc.client5.http.io.ManagedHttpClientConnection;
import org.apache.hc.core5.http.io.HttpConnectionFactory;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections that count as stale, and are not used again, once the other side has said
 * something that nobody asked for. To Apache HttpClient only a closed one is stale: what a server
 * says beyond its answer would be taken for the answer to the next request, which may be another
 * object's.
 *
 * <p>Extra words that arrive only after the next request has left cannot be told from its answer.
 */
record QuietConnections(HttpConnectionFactory<ManagedHttpClientConnection> connections)
    implements HttpConnectionFactory<ManagedHttpClientConnection> {
  private static final Timeout AT_ONCE = Timeout.ofMilliseconds(1);
  private static final Class<?>[] FACES = {ManagedHttpClientConnection.class};

  @Override
  public ManagedHttpClientConnection createConnection(@Nullable Socket socket) throws IOException {
    return quiet(connections.createConnection(socket));
  }

  @Override
  public ManagedHttpClientConnection createConnection(
      @Nullable SSLSocket tls, @Nullable Socket socket) throws IOException {
    return quiet(connections.createConnection(tls, socket));
  }

  private static ManagedHttpClientConnection quiet(ManagedHttpClientConnection connection) {
    return (ManagedHttpClientConnection)
        Proxy.newProxyInstance(
            QuietConnections.class.getClassLoader(),
            FACES,
            (_, method, arguments) ->
                method.getName().equals("isStale")
                    ? connection.isStale() || connection.isDataAvailable(AT_ONCE)
                    : invoke(connection, method, arguments));
  }

  private static @Nullable Object invoke(
      Object connection, Method method, Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(connection, arguments);
    } catch (InvocationTargetException e) {
      throw Objects.requireNonNullElse(e.getCause(), e);
    }
  }
}
