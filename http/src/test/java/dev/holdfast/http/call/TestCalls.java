package dev.holdfast.http.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.http.auth.Cidr;
import dev.holdfast.runtime.Call;
import dev.holdfast.runtime.CallResult;
import dev.holdfast.runtime.Text;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import javax.net.ssl.SSLContext;

/**
 * A runner over real connections within this machine. 127.0.0.2 stands for the public Internet: it
 * and the ports that a test names are allowed to every URL, the rest of loopback is private.
 */
final class TestCalls implements AutoCloseable {
  static final String PUBLIC = "127.0.0.2";
  static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

  final Map<String, String> secrets = new ConcurrentHashMap<>();
  final Map<String, String> settings = new ConcurrentHashMap<>();
  final FakeNames names = new FakeNames();
  final HttpCalls calls;

  TestCalls(CallLimits limits, SSLContext tls, Integer... ports) {
    calls =
        new HttpCalls(
            limits,
            new AddressPolicy(Set.of(ports), List.of(Cidr.parse(PUBLIC))),
            name -> Optional.ofNullable(secrets.get(name)),
            name -> Optional.ofNullable(settings.get(name)),
            new HttpCalls.World(names, tls, InstantSource.fixed(NOW)));
  }

  TestCalls(CallLimits limits, Integer... ports) {
    this(limits, jdk(), ports);
  }

  TestCalls(Integer... ports) {
    this(CallLimits.DEFAULTS, ports);
  }

  /** A runner for that server. */
  static TestCalls of(RawServer server) {
    return new TestCalls(server.port());
  }

  CompletableFuture<Outcome> begin(Call.Http call) {
    return calls.attempt(call, "", "").toCompletableFuture();
  }

  Outcome run(Call.Http call) throws Exception {
    return begin(call).get(20, TimeUnit.SECONDS);
  }

  Outcome get(String url) throws Exception {
    return run(Call.get(Text.of(url)));
  }

  /** The outcome within a deadline that is short, but long enough for loopback. */
  Outcome getWithin(Duration deadline, String url) throws Exception {
    return run(Call.get(Text.of(url)).deadline(deadline));
  }

  /** An attempt gives its place back when its thread ends, a moment after its deadline. */
  void awaitNoneRunning() {
    while (calls.vitals().running() > 0) {
      Thread.onSpinWait();
    }
  }

  static CallResult.Answered answer(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Answered.class);
    return ((Outcome.Answered) outcome).answer();
  }

  /** That it is final, and its code. */
  static String refusal(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Refused.class);
    return ((Outcome.Refused) outcome).why().code();
  }

  /** That it may be tried again, and its code. */
  static String failure(Outcome outcome) {
    assertThat(outcome).isInstanceOf(Outcome.Failed.class);
    return ((Outcome.Failed) outcome).why().code();
  }

  /** The defaults with something changed by name. */
  static CallLimits limits(UnaryOperator<LimitsDraft> change) {
    return change.apply(new LimitsDraft(512, 32, 20_000, 10_000, 64L << 20)).limits();
  }

  record LimitsDraft(int running, int perHost, int waiting, int waitingPerHost, long bytes) {
    LimitsDraft running(int inAll, int aHost) {
      return new LimitsDraft(inAll, aHost, waiting, waitingPerHost, bytes);
    }

    LimitsDraft waiting(int inAll, int aHost) {
      return new LimitsDraft(running, perHost, inAll, aHost, bytes);
    }

    CallLimits limits() {
      CallLimits usual = CallLimits.DEFAULTS;
      return new CallLimits(
          running,
          perHost,
          waiting,
          waitingPerHost,
          bytes,
          Math.min(bytes, usual.waitingBytesPerHostMax()),
          usual.waitMax(),
          usual.connectTimeout(),
          usual.answerBytesMax(),
          usual.answersBytesMax(),
          usual.answerHeadBytesMax(),
          usual.idleConnection());
    }
  }

  private static SSLContext jdk() {
    try {
      return SSLContext.getDefault();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public void close() {
    calls.close();
  }
}
