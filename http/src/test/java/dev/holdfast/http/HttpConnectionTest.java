package dev.holdfast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How connections go on, and how they end. */
class HttpConnectionTest {
  private static final String GET = "GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n";
  private static final String LAST =
      "GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";

  private static TestEdge edge;

  @BeforeAll
  static void start() {
    edge = TestEdge.open();
  }

  @AfterAll
  static void stop() {
    edge.close();
  }

  private static TestEdge with(EdgeLimits limits) {
    return new TestEdge(EdgeSettings.loopback(0).limits(limits));
  }

  private static Socket connect(TestEdge to) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), to.edge.port());
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
  }

  private static String all(Socket socket) throws IOException {
    return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
  }

  /** Up to and with these characters. */
  private static String until(Socket socket, String end) throws IOException {
    InputStream in = socket.getInputStream();
    StringBuilder read = new StringBuilder();
    while (!read.toString().endsWith(end)) {
      int next = in.read();
      assertThat(next).as(read.toString()).isNotNegative();
      read.append((char) next);
    }
    return read.toString();
  }

  @Test
  void answers_leave_in_the_order_of_their_requests() throws IOException {
    try (TestEdge slow = TestEdge.open();
        Socket socket = connect(slow)) {
      CompletableFuture<Void> gate = new CompletableFuture<>();
      slow.objects.gate = gate;
      write(socket, "GET /objects/echo/first HTTP/1.1\r\nHost: localhost\r\n\r\n" + LAST);
      LoadTest.waitFor(() -> !slow.objects.delivered.isEmpty());
      gate.complete(null);
      String answers = all(socket);
      assertThat(answers.indexOf("first|GET")).isBetween(1, answers.lastIndexOf("HTTP/1.1 200"));
    }
  }

  @Test
  void of_one_connection_16_requests_are_in_work_and_the_rest_waits_for_its_turn()
      throws IOException {
    try (TestEdge slow = TestEdge.open();
        Socket socket = connect(slow)) {
      CompletableFuture<Void> gate = new CompletableFuture<>();
      slow.objects.gate = gate;
      String post =
          "POST /objects/counter/many HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n";
      write(socket, post.repeat(40) + LAST);
      LoadTest.waitFor(() -> slow.objects.delivered.size() >= 16);
      assertThat(slow.get("/health").statusCode()).isEqualTo(200);
      assertThat(slow.objects.delivered).hasSize(16);
      gate.complete(null);
      assertThat(all(socket).split("HTTP/1.1 200", -1)).hasSize(42);
    }
  }

  @Test
  void the_answer_to_HEAD_has_the_length_and_no_body() throws IOException {
    try (Socket socket = connect(edge)) {
      write(socket, "HEAD /objects/counter/head HTTP/1.1\r\nHost: localhost\r\n\r\n" + LAST);
      String answers = all(socket);
      String head = answers.substring(0, answers.indexOf("\r\n\r\n") + 4);
      assertThat(head).contains("Content-Length: 1\r\n");
      assertThat(answers.substring(head.length())).startsWith("HTTP/1.1 200 OK");
    }
  }

  @Test
  void an_HTTP_1_0_client_that_wants_to_go_on_does() throws IOException {
    try (Socket socket = connect(edge)) {
      write(socket, "GET /health HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
      assertThat(until(socket, "\r\n\r\n")).contains("Connection: keep-alive");
      write(socket, "GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n");
      assertThat(all(socket)).contains("HTTP/1.1 200 OK", "Connection: close");
    }
  }

  @Test
  void a_client_that_says_it_sends_no_more_still_gets_its_answers() throws IOException {
    try (Socket socket = connect(edge)) {
      write(socket, GET.repeat(30));
      socket.shutdownOutput();
      assertThat(all(socket).split("HTTP/1.1 200", -1)).hasSize(31);
    }
  }

  @Test
  void an_empty_line_before_a_request_is_passed_over() {
    assertThat(edge.raw("\r\n" + LAST)).startsWith("HTTP/1.1 200");
  }

  @Test
  void a_request_byte_by_byte_is_a_request() throws IOException {
    try (Socket socket = connect(edge)) {
      socket.setTcpNoDelay(true);
      String request =
          String.join(
              "\r\n",
              "POST /objects/echo/drops HTTP/1.1",
              "Host: localhost",
              "Connection: close",
              "Transfer-Encoding: chunked",
              "",
              "2",
              "ab",
              "1;x",
              "c",
              "0",
              "T: t",
              "",
              "");
      for (int i = 0; i < request.length(); i++) {
        write(socket, request.substring(i, i + 1));
      }
      assertThat(all(socket)).startsWith("HTTP/1.1 200").contains("|3|");
    }
  }

  @Test
  void a_head_that_drips_in_is_408_and_the_connection_ends() throws IOException {
    EdgeLimits limits =
        Changed.of(
            EdgeLimits.DEFAULTS,
            Map.of("headDeadline", Duration.ofMillis(300), "idleTimeout", Duration.ofMinutes(1)));
    try (TestEdge impatient = with(limits);
        Socket socket = connect(impatient)) {
      socket.setSoTimeout(50);
      write(socket, "GET /health HTTP/1.1\r\n");
      int drops = 0;
      while (dry(socket)) {
        write(socket, "X-Drop-" + drops + ": d\r\n");
        drops++;
      }
      assertThat(drops).isBetween(2, 30);
    }
  }

  private static boolean dry(Socket socket) throws IOException {
    try {
      int first = socket.getInputStream().read();
      socket.setSoTimeout(20_000);
      assertThat((char) first + all(socket)).startsWith("HTTP/1.1 408").contains("too-slow");
      return false;
    } catch (SocketTimeoutException nothingYet) {
      return true;
    }
  }

  @Test
  void a_connection_without_requests_ends_in_silence() throws IOException {
    EdgeLimits limits =
        Changed.of(
            EdgeLimits.DEFAULTS,
            Map.of("headDeadline", Duration.ofSeconds(9), "idleTimeout", Duration.ofMillis(200)));
    try (TestEdge impatient = with(limits);
        Socket fresh = connect(impatient);
        Socket used = connect(impatient)) {
      write(used, GET);
      assertThat(until(used, "\r\n\r\n")).startsWith("HTTP/1.1 200");
      assertThat(all(fresh)).isEmpty();
      assertThat(all(used)).doesNotContain("HTTP/1.1");
    }
  }

  @Test
  void a_connection_whose_request_is_in_work_is_not_idle() throws IOException {
    EdgeLimits limits =
        Changed.of(
            EdgeLimits.DEFAULTS,
            Map.of("headDeadline", Duration.ofSeconds(9), "idleTimeout", Duration.ofMillis(100)));
    try (TestEdge impatient = with(limits);
        Socket socket = connect(impatient)) {
      CompletableFuture<Void> gate = new CompletableFuture<>();
      impatient.objects.gate = gate;
      write(socket, "GET /objects/echo/slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
      LoadTest.waitFor(() -> !impatient.objects.delivered.isEmpty());
      socket.setSoTimeout(500);
      org.assertj.core.api.Assertions.assertThatThrownBy(() -> socket.getInputStream().read())
          .isInstanceOf(SocketTimeoutException.class);
      gate.complete(null);
      socket.setSoTimeout(20_000);
      assertThat(until(socket, "\r\n\r\n")).startsWith("HTTP/1.1 200");
    }
  }

  @Test
  void past_the_bound_of_connections_the_next_waits_until_one_ends() throws IOException {
    try (TestEdge small = with(Changed.of(EdgeLimits.DEFAULTS, Map.of("connectionsMax", 3)))) {
      List<Socket> held = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Socket socket = connect(small);
        held.add(socket);
        write(socket, GET);
        assertThat(until(socket, "\r\n\r\n")).startsWith("HTTP/1.1 200");
      }
      try (Socket next = connect(small)) {
        write(next, LAST);
        next.setSoTimeout(300);
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> next.getInputStream().read())
            .isInstanceOf(SocketTimeoutException.class);
        held.getFirst().close();
        next.setSoTimeout(20_000);
        assertThat(all(next)).startsWith("HTTP/1.1 200");
      }
      for (Socket socket : held) {
        socket.close();
      }
    }
  }

  @Test
  void a_client_that_does_not_read_its_answers_is_cut_off_and_neighbours_are_served()
      throws IOException {
    Socket greedy = new Socket();
    greedy.setReceiveBufferSize(4_096);
    greedy.setSoTimeout(60_000);
    greedy.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), edge.edge.port()));
    try (greedy) {
      String large = "GET /openapi.json HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(400);
      CompletableFuture<Boolean> cut =
          CompletableFuture.supplyAsync(() -> {
            try {
              while (true) {
                write(greedy, large);
              }
            } catch (IOException ended) {
              return true;
            }
          });
      assertThat(edge.get("/health").statusCode()).isEqualTo(200);
      assertThat(cut).succeedsWithin(Duration.ofSeconds(40));
      assertThat(edge.get("/health").statusCode()).isEqualTo(200);
    }
  }
}
