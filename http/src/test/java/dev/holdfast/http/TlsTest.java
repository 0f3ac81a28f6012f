package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({"RSA, 2048", "EC, 256"})
  void a_node_with_a_certificate_serves_TLS(String algorithm, int bits) throws Exception {
    KeyStore store = selfSigned(algorithm, bits);
    try (TestEdge edge = new TestEdge(settings(pem(store)));
        HttpClient client = HttpClient.newBuilder().sslContext(trusting(store)).build()) {
      HttpResponse<String> response =
          client.send(
              edge.request("/objects/counter/x").build(), HttpResponse.BodyHandlers.ofString());
      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.sslSession()).isPresent();
    }
  }

  @Test
  void a_flood_of_the_shortest_requests_over_TLS_is_answered_to_the_last() throws Exception {
    KeyStore store = selfSigned("EC", 256);
    try (TestEdge edge = new TestEdge(settings(pem(store)));
        Socket socket =
            trusting(store)
                .getSocketFactory()
                .createSocket(InetAddress.getLoopbackAddress(), edge.edge.port())) {
      String flood = "GET /health HTTP/1.1\r\nHost:localhost\r\n\r\n".repeat(5_000);
      String last = "GET / HTTP/1.1\r\nHost:localhost\r\nConnection:close\r\n\r\n";
      Thread writer = Thread.startVirtualThread(() -> write(socket, flood + last));
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      writer.join();
      assertThat(all.split("HTTP/1.1 200 OK", -1)).hasSize(5_002);
    }
  }

  @Test
  void a_socket_over_TLS_talks_and_closes() throws Exception {
    KeyStore store = selfSigned("EC", 256);
    try (TestEdge edge = new TestEdge(settings(pem(store)));
        HttpClient client = HttpClient.newBuilder().sslContext(trusting(store)).build()) {
      var heard = new java.util.concurrent.LinkedBlockingQueue<String>();
      var uri = edge.uri("/objects/room/tls").toString().replace("https", "wss");
      WebSocket socket =
          client
              .newWebSocketBuilder()
              .buildAsync(
                  java.net.URI.create(uri),
                  new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(
                        WebSocket from, CharSequence text, boolean end) {
                      heard.add(text.toString());
                      from.request(1);
                      return null;
                    }

                    @Override
                    public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
                      heard.add("closed " + code);
                      return null;
                    }
                  })
              .join();
      socket.sendText("secret", true).join();
      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("secret");
      edge.edge.drain();
      assertThat(heard.poll(10, TimeUnit.SECONDS)).isEqualTo("closed 1012");
    }
  }

  private static void write(Socket socket, String text) {
    try {
      socket.getOutputStream().write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  @Test
  void a_key_in_another_form_is_refused_with_what_to_do() throws Exception {
    EdgeSettings.Tls good = pem(selfSigned("EC", 256));
    Path other = Files.writeString(folder.resolve("other.pem"), "-----BEGIN EC PRIVATE KEY-----\n");
    assertThatThrownBy(
            () -> new TestEdge(settings(new EdgeSettings.Tls(good.certificate(), other))))
        .hasMessageContaining("openssl pkcs8");
  }

  private static EdgeSettings settings(EdgeSettings.Tls tls) {
    EdgeSettings plain = EdgeSettings.loopback(0);
    return new EdgeSettings(
        plain.host(),
        0,
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        Optional.of(tls),
        false,
        plain.askDeadline(),
        plain.limits());
  }

  private KeyStore selfSigned(String algorithm, int bits) throws Exception {
    Path file = folder.resolve(algorithm + ".p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "edge",
                "-keyalg",
                algorithm,
                "-keysize",
                Integer.toString(bits),
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost,ip:127.0.0.1",
                "-storetype",
                "PKCS12",
                "-keystore",
                file.toString(),
                "-storepass",
                "changeit",
                "-validity",
                "2")
            .redirectErrorStream(true)
            .start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(keytool.waitFor(60, TimeUnit.SECONDS)).as(said).isTrue();
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(file)) {
      store.load(in, "changeit".toCharArray());
    }
    return store;
  }

  private EdgeSettings.Tls pem(KeyStore store) throws Exception {
    return new EdgeSettings.Tls(
        write("cert.pem", "CERTIFICATE", store.getCertificate("edge").getEncoded()),
        write(
            "key.pem", "PRIVATE KEY", store.getKey("edge", "changeit".toCharArray()).getEncoded()));
  }

  private Path write(String name, String kind, byte[] der) throws IOException {
    String body = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return Files.writeString(
        folder.resolve(name),
        "-----BEGIN " + kind + "-----\n" + body + "\n-----END " + kind + "-----\n");
  }

  private static SSLContext trusting(KeyStore store) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("edge", store.getCertificate("edge"));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
