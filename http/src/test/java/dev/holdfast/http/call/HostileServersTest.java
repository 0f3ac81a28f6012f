package dev.holdfast.http.call;

import static dev.holdfast.http.call.TestCalls.PUBLIC;
import static dev.holdfast.http.call.TestCalls.answer;
import static dev.holdfast.http.call.TestCalls.failure;
import static dev.holdfast.http.call.TestCalls.refusal;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.CallBounds;
import dev.holdfast.runtime.Text;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Nothing that a server does holds a call longer than its deadline or takes more than its room. */
@Timeout(60)
class HostileServersTest {
  private static final Duration SHORT = Duration.ofMillis(80);

  /** What may be on its way in buffers when a connection is dropped. */
  private static final long BUFFERS = 16L << 20;

  private static final long GIGABYTE = 1L << 30;

  @Test
  void one_that_never_answers_times_out_and_its_connection_is_closed() throws Exception {
    try (RawServer server = RawServer.on(PUBLIC, RawServer::readForEver);
        TestCalls calls = TestCalls.of(server)) {
      assertThat(failure(calls.getWithin(SHORT, server.url("/")))).isEqualTo("timed-out");
      server.awaitNoneOpen();
      calls.awaitNoneRunning();
    }
  }

  @Test
  void one_that_does_not_even_read_times_out_while_the_body_is_sent() throws Exception {
    CountDownLatch over = new CountDownLatch(1);
    try (RawServer server = RawServer.on(PUBLIC, _ -> await(over));
        TestCalls calls = TestCalls.of(server)) {
      Call.Http call =
          Call.post(Text.of(server.url("/")))
              .body("a/b", new byte[CallBounds.BODY_BYTES_MAX])
              .deadline(SHORT);
      assertThat(failure(calls.run(call))).isEqualTo("timed-out");
      over.countDown();
    }
  }

  @Test
  void headers_for_ever_time_out_when_they_come_slowly() throws Exception {
    try (RawServer server =
            RawServer.on(
                PUBLIC,
                socket -> {
                  RawServer.write(socket, "HTTP/1.1 200 OK\r\n");
                  drip(socket, "X-A: b\r\n");
                });
        TestCalls calls = TestCalls.of(server)) {
      assertThat(failure(calls.getWithin(SHORT, server.url("/")))).isEqualTo("timed-out");
      server.awaitNoneOpen();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"X-A: b\r\n", "X-AAAAAAAAAAAAAAAA", "X-A: b\r\n and more\r\n"})
  void headers_for_ever_are_too_large_when_they_come_fast(String piece) throws Exception {
    AtomicLong sent = new AtomicLong();
    try (RawServer server =
            RawServer.on(
                PUBLIC,
                socket -> {
                  RawServer.write(socket, "HTTP/1.1 200 OK\r\n");
                  flood(socket, piece.repeat(1_000).getBytes(StandardCharsets.UTF_8), sent);
                });
        TestCalls calls = TestCalls.of(server)) {
      assertThat(refusal(calls.get(server.url("/")))).isEqualTo("too-large");
      server.awaitNoneOpen();
      assertThat(sent.get()).isLessThan(BUFFERS);
    }
  }

  @Test
  void headers_that_are_many_but_end_are_too_large_by_their_bytes() throws Exception {
    String head = ("X-A: " + "b".repeat(1_000) + "\r\n").repeat(100);
    try (RawServer server = RawServer.answering(PUBLIC, "HTTP/1.1 204 OK\r\n" + head + "\r\n");
        TestCalls calls = TestCalls.of(server)) {
      assertThat(refusal(calls.get(server.url("/")))).isEqualTo("too-large");
    }
  }

  @Test
  void answers_before_the_answer_for_ever_time_out() throws Exception {
    try (RawServer server =
            RawServer.on(PUBLIC, socket -> drip(socket, "HTTP/1.1 100 Continue\r\n\r\n"));
        TestCalls calls = TestCalls.of(server)) {
      assertThat(failure(calls.getWithin(SHORT, server.url("/")))).isEqualTo("timed-out");
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Content-Length: 1073741824", "Transfer-Encoding: chunked", "Connection: close"})
  void a_body_of_a_gigabyte_is_dropped_before_it_is_here(String framing) throws Exception {
    AtomicLong sent = new AtomicLong();
    byte[] chunk = ("1000\r\n" + "x".repeat(4_096) + "\r\n").getBytes(StandardCharsets.UTF_8);
    try (RawServer server =
            RawServer.on(
                PUBLIC,
                socket -> {
                  RawServer.write(socket, "HTTP/1.1 200 OK\r\n" + framing + "\r\n\r\n");
                  flood(socket, chunk, sent);
                });
        TestCalls calls = TestCalls.of(server)) {
      assertThat(refusal(calls.get(server.url("/")))).isEqualTo("too-large");
      server.awaitNoneOpen();
      assertThat(sent.get()).isLessThan(BUFFERS);
    }
  }

  @Test
  void the_largest_body_is_taken() throws Exception {
    String body = "x".repeat(CallLimits.DEFAULTS.answerBytesMax());
    try (RawServer server = RawServer.answering(PUBLIC, RawServer.ok(body));
        TestCalls calls = TestCalls.of(server)) {
      assertThat(answer(calls.get(server.url("/"))).body()).hasSize(2 << 20);
    }
  }

  @Test
  void a_body_that_drips_times_out() throws Exception {
    try (RawServer server =
            RawServer.on(
                PUBLIC,
                socket -> {
                  RawServer.write(socket, "HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n");
                  drip(socket, "x");
                });
        TestCalls calls = TestCalls.of(server)) {
      assertThat(failure(calls.getWithin(SHORT, server.url("/")))).isEqualTo("timed-out");
      server.awaitNoneOpen();
    }
  }

  @Test
  void the_shortest_deadline_is_kept_however_it_meets_the_start() throws Exception {
    try (RawServer server =
            RawServer.on(PUBLIC, socket -> drip(socket, "HTTP/1.1 100 Continue\r\n\r\n"));
        TestCalls calls = TestCalls.of(server)) {
      Call.Http call = Call.get(Text.of(server.url("/"))).deadline(CallBounds.DEADLINE_MIN);
      List<CompletableFuture<Outcome>> all =
          IntStream.range(0, 500).mapToObj(_ -> calls.begin(call)).toList();
      for (CompletableFuture<Outcome> one : all) {
        assertThat(failure(one.get(20, TimeUnit.SECONDS))).isEqualTo("timed-out");
      }
      calls.awaitNoneRunning();
      server.awaitNoneOpen();
    }
  }

  @Test
  void a_small_body_that_would_become_large_is_left_as_it_is() throws Exception {
    ByteArrayOutputStream packed = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
      out.write(new byte[10 << 20]);
    }
    String body = packed.toString(StandardCharsets.ISO_8859_1);
    String came =
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n%s"
            .formatted(body.length(), body);
    try (RawServer server = RawServer.answering(PUBLIC, came);
        TestCalls calls = TestCalls.of(server)) {
      assertThat(answer(calls.get(server.url("/"))).body()).isEqualTo(packed.toByteArray());
    }
  }

  @Test
  void many_answers_at_once_have_a_bound_in_all() throws Exception {
    CallLimits usual = CallLimits.DEFAULTS;
    CallLimits tight =
        new CallLimits(
            8,
            8,
            8,
            8,
            usual.waitingBytesMax(),
            usual.waitingBytesPerHostMax(),
            usual.waitMax(),
            usual.connectTimeout(),
            1_000,
            1_500,
            usual.answerHeadBytesMax(),
            usual.idleConnection());
    try (RawServer server =
            RawServer.on(
                PUBLIC,
                socket -> {
                  RawServer.write(
                      socket, "HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n" + "x".repeat(800));
                  RawServer.readForEver(socket);
                });
        TestCalls calls = new TestCalls(tight, server.port())) {
      var first = calls.begin(Call.get(Text.of(server.url("/"))).deadline(Duration.ofSeconds(1)));
      var second = calls.begin(Call.get(Text.of(server.url("/"))).deadline(Duration.ofSeconds(1)));
      assertThat(List.of(failure(first.get()), failure(second.get())))
          .containsExactlyInAnyOrder("overloaded", "timed-out");
    }
  }

  /** Slower than any deadline in total, without a sleep: the client's silence is waited for. */
  private static void drip(Socket socket, String piece) throws IOException {
    socket.setSoTimeout(10);
    while (true) {
      RawServer.write(socket, piece);
      try {
        if (socket.getInputStream().read() < 0) {
          return;
        }
      } catch (SocketTimeoutException silence) {
        // Time for the next piece.
      }
    }
  }

  private static void flood(Socket socket, byte[] piece, AtomicLong sent) throws IOException {
    while (sent.get() < GIGABYTE) {
      socket.getOutputStream().write(piece);
      sent.addAndGet(piece.length);
    }
  }

  private static void await(CountDownLatch latch) throws IOException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }
}
