package dev.holdfast.http.call;

import static dev.holdfast.http.call.TestCalls.PUBLIC;
import static dev.holdfast.http.call.TestCalls.answer;
import static dev.holdfast.http.call.TestCalls.failure;
import static dev.holdfast.http.call.TestCalls.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.Text;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS goes by the name of the URL, though the connection goes to an address that was checked. */
class CallTlsTest {
  private static final char[] PASSWORD = "changeit".toCharArray();

  @TempDir private static Path folder;
  private static SSLContext serving;
  private static SSLContext trusting;

  private final AtomicReference<List<SNIServerName>> asked = new AtomicReference<>();

  @BeforeAll
  static void makeCertificate() throws Exception {
    KeyStore store = selfSigned("good.example");
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD);
    serving = SSLContext.getInstance("TLS");
    serving.init(keys.getKeyManagers(), null, null);
    trusting = trusting(store);
  }

  @Test
  void a_certificate_for_the_name_is_taken_and_the_name_is_asked_for() throws Exception {
    try (RawServer server = tlsServer();
        TestCalls calls = calls(server, trusting)) {
      assertThat(answer(get(calls, server, "good.example")).text()).isEqualTo("safe");
      assertThat(asked.get()).hasToString("[type=host_name (0), value=good.example]");
    }
  }

  @Test
  void a_certificate_for_another_name_is_refused() throws Exception {
    try (RawServer server = tlsServer();
        TestCalls calls = calls(server, trusting)) {
      assertThat(refusal(get(calls, server, "other.example"))).isEqualTo("tls-failed");
      assertThat(refusal(get(calls, server, PUBLIC))).isEqualTo("tls-failed");
    }
  }

  @Test
  void a_certificate_that_nobody_vouches_for_is_refused() throws Exception {
    try (RawServer server = tlsServer();
        TestCalls calls = calls(server, SSLContext.getDefault())) {
      assertThat(refusal(get(calls, server, "good.example"))).isEqualTo("tls-failed");
    }
  }

  @Test
  void a_certificate_is_checked_for_a_configured_url_too() throws Exception {
    try (RawServer server = tlsServer();
        TestCalls calls = calls(server, trusting)) {
      calls.settings.put("URL", "https://other.example:" + server.port() + "/");
      assertThat(refusal(calls.run(Call.get(Text.ofSetting("URL"))))).isEqualTo("tls-failed");
    }
  }

  @Test
  void a_server_that_speaks_no_TLS_is_another_matter() throws Exception {
    try (RawServer server =
            RawServer.on(PUBLIC, socket -> RawServer.write(socket, RawServer.ok("plain")));
        TestCalls calls = calls(server, trusting)) {
      assertThat(failure(get(calls, server, "good.example"))).isEqualTo("tls-failed");
    }
  }

  private RawServer tlsServer() {
    RawServer[] self = new RawServer[1];
    RawServer.Conduct conduct =
        socket -> {
          while (!self[0].head(socket).isEmpty()) {
            note(socket);
            RawServer.write(socket, RawServer.ok("safe"));
          }
        };
    self[0] = RawServer.on(PUBLIC, serving.getServerSocketFactory(), conduct);
    return self[0];
  }

  private void note(Socket socket) {
    if (socket instanceof SSLSocket tls && tls.getSession() instanceof ExtendedSSLSession session) {
      asked.set(session.getRequestedServerNames());
    }
  }

  private static TestCalls calls(RawServer server, SSLContext tls) {
    TestCalls calls = new TestCalls(CallLimits.DEFAULTS, tls, server.port());
    calls.names.then("good.example", PUBLIC).then("other.example", PUBLIC);
    return calls;
  }

  private static Outcome get(TestCalls calls, RawServer server, String host) throws Exception {
    return calls.get("https://" + host + ":" + server.port() + "/");
  }

  private static KeyStore selfSigned(String name) throws Exception {
    Path file = folder.resolve("tls.p12");
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-keysize",
                "256",
                "-dname",
                "CN=" + name,
                "-ext",
                "san=dns:" + name,
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
      store.load(in, PASSWORD);
    } catch (IOException unreadable) {
      throw new AssertionError(said, unreadable);
    }
    return store;
  }

  private static SSLContext trusting(KeyStore store) throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("server", store.getCertificate("server"));
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }
}
