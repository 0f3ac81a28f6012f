package dev.holdfast.http.call;

import static dev.holdfast.http.call.TestCalls.PUBLIC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.CallResult;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.Limits;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Text;
import dev.holdfast.runtime.Turn;
import dev.holdfast.runtime.spi.DeadLetter;
import dev.holdfast.runtime.testing.ObjectTester;
import dev.holdfast.runtime.testing.TestCall;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an object sees of calls that lead to where they may not, or to who means harm. */
@Timeout(60)
class AskedByObjectsTest {
  private static final int GIGABYTE = 1 << 30;

  /** Asks for what it is told, and keeps what came of it. */
  static final class Reader implements DurableObject<Reader.Command> {
    static final ObjectType<Command> TYPE = ObjectType.of("reader", Command.class, Reader::new);
    static final StorageKey<String> SEEN = StorageKey.of("seen", String.class);
    static final StorageKey<byte[]> PAGE = StorageKey.of("page", byte[].class);

    sealed interface Command extends Message {}

    @Stored("read")
    record Read(String url) implements Command {}

    @Stored("seen")
    record Seen() implements Command, Asks<String> {}

    @Override
    public Turn onMessage(Command command, ObjectContext context) {
      return switch (command) {
        case Read(String url) -> Turn.draft().call("page", Call.get(Text.of(url)));
        case Seen ask -> Turn.draft().reply(ask, context.storage().get(SEEN).orElse(""));
      };
    }

    @Override
    public Turn onCallEnded(ObjectEvent.CallEnded ended, ObjectContext context) {
      return switch (ended.result()) {
        case CallResult.Answered answered ->
            Turn.draft().put(PAGE, answered.body()).put(SEEN, "bytes:" + answered.body().length);
        case CallResult.GaveUp gaveUp -> Turn.draft().put(SEEN, gaveUp.why().code());
        case CallResult.Worked _ -> Turn.none();
      };
    }
  }

  private final ObjectTester<Reader.Command> reader = ObjectTester.of(Reader.TYPE);

  /** Has the object read it by a real call, and says what it saw. */
  private String seen(TestCalls calls, String url) throws Exception {
    reader.send(new Reader.Read(url));
    TestCall asked = reader.calls().next();
    asked.end(
        calls
            .calls
            .attempt(asked.call(), asked.idempotencyKey(), asked.traceparent())
            .toCompletableFuture()
            .get(20, TimeUnit.SECONDS));
    return reader.ask(new Reader.Seen());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://169.254.169.254/latest/meta-data/",
        "http://127.0.0.1/",
        "http://[::ffff:10.0.0.1]/"
      })
  void an_address_that_is_private_is_refused_at_once(String url) throws Exception {
    try (TestCalls calls = new TestCalls(80)) {
      assertThat(seen(calls, url)).isEqualTo("refused-address");
    }
  }

  @Test
  void a_name_that_is_private_when_it_is_looked_up_again_is_refused() throws Exception {
    try (RawServer outside = RawServer.answering(PUBLIC, RawServer.ok("outside"));
        TestCalls calls = TestCalls.of(outside)) {
      calls.names.then("rebind.example", PUBLIC).then("rebind.example", "127.0.0.1");
      String url = "http://rebind.example:" + outside.port() + "/";
      assertThat(seen(calls, url)).isEqualTo("bytes:7");
      assertThat(seen(calls, url)).isEqualTo("refused-address");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"})
  void headers_for_ever_and_a_body_of_a_gigabyte_are_too_large(String begin) throws Exception {
    try (RawServer server = RawServer.on(PUBLIC, socket -> flood(socket, begin));
        TestCalls calls = TestCalls.of(server)) {
      assertThat(seen(calls, server.url("/"))).isEqualTo("too-large");
    }
  }

  private static void flood(Socket socket, String begin) throws IOException {
    RawServer.write(socket, begin);
    byte[] piece = "X-A: b\r\n".repeat(1_000).getBytes(StandardCharsets.UTF_8);
    for (long sent = 0; sent < GIGABYTE; sent += piece.length) {
      socket.getOutputStream().write(piece);
    }
  }

  @Test
  void the_largest_answer_reaches_its_object_and_is_parked_where_it_is_too_large_to_store()
      throws Exception {
    int most = CallLimits.DEFAULTS.answerBytesMax();
    try (RawServer server = RawServer.answering(PUBLIC, RawServer.ok("x".repeat(most)));
        TestCalls calls = TestCalls.of(server)) {
      assertThat(seen(calls, server.url("/"))).isEmpty();
      reader.advance(Duration.ofMinutes(2));
      assertThat(reader.deadLetters()).hasSize(1);
      DeadLetter letter = reader.deadLetters().getFirst();
      assertThat(letter.attempts()).isEqualTo(Limits.CALL_RESULT_ATTEMPTS_MAX);
      assertThat(letter.error()).contains("the value for 'page'", "limit 2097152");
      reader.sleepAndWake();
      reader.redrive(letter);
      reader.advance(Duration.ofMinutes(2));
      assertThat(reader.deadLetters()).as("it fails anew, and is parked anew").hasSize(1);
    }
  }

  @Test
  void an_answer_that_fits_with_the_name_of_its_key_is_stored() throws Exception {
    int fits = Limits.DEFAULTS.valueBytesMax() - 1 - Reader.PAGE.name().length();
    try (RawServer server = RawServer.answering(PUBLIC, RawServer.ok("x".repeat(fits)));
        TestCalls calls = TestCalls.of(server)) {
      assertThat(seen(calls, server.url("/"))).isEqualTo("bytes:" + fits);
    }
  }
}
