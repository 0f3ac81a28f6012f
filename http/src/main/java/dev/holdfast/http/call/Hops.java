package dev.holdfast.http.call;

import dev.holdfast.runtime.CallResult;
import dev.holdfast.runtime.CallResult.Why;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.spi.CallRunner.Outcome;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;

/**
 * One attempt: looks up the name, checks every address, asks, and follows redirects, each checked
 * like a stranger's URL.
 *
 * <p>Thread rule: it blocks; interrupt the thread to end it.
 */
final class Hops {
  /** Redirects that are followed: browsers follow 20, APIs need one or two. */
  static final int REDIRECTS_MAX = 5;

  /** Addresses of one name that are tried: each may take the whole time to connect. */
  static final int ADDRESSES_MAX = 4;

  private static final Set<Integer> REDIRECTS = Set.of(301, 302, 303, 307, 308);
  private static final Set<Integer> NOT_NOW = Set.of(408, 425, 429, 500, 502, 503, 504);

  private final Names names;
  private final AddressPolicy policy;
  private final Wire wire;
  private final InstantSource clock;

  Hops(Names names, AddressPolicy policy, Wire wire, InstantSource clock) {
    this.names = names;
    this.policy = policy;
    this.wire = wire;
    this.clock = clock;
  }

  /** Throws for every kind of no answer. */
  Outcome run(AttachedCall first, Duration time) throws AttemptFailed, InterruptedException {
    AttachedCall call = first;
    for (int followed = 0; ; followed++) {
      CallResult.Answered answer = ask(call, time);
      Optional<String> location = location(call, answer);
      if (location.isEmpty()) {
        return outcome(masked(answer, first.secrets()));
      }
      if (followed == REDIRECTS_MAX) {
        throw AttemptFailed.forGood(
            Why.BAD_REDIRECT, "more than %d redirects".formatted(REDIRECTS_MAX));
      }
      call = follow(call, location.get());
    }
  }

  private CallResult.Answered ask(AttachedCall call, Duration time)
      throws AttemptFailed, InterruptedException {
    Origin origin = Origin.of(call.url(), Why.BAD_REDIRECT);
    List<InetAddress> addresses = addresses(origin, call.trusted());
    int last = Math.min(addresses.size(), ADDRESSES_MAX) - 1;
    for (int i = 0; ; i++) {
      try {
        return wire.send(call, origin, addresses.get(i), time);
      } catch (WireFault fault) {
        if (i == last || !fault.beforeSending() || Thread.currentThread().isInterrupted()) {
          throw fault.toAttempt();
        }
      }
    }
  }

  @SuppressWarnings("UnusedException") // What a resolver says is the name and no more.
  private List<InetAddress> addresses(Origin origin, boolean trusted)
      throws AttemptFailed, InterruptedException {
    if (!trusted && !policy.allowsPort(origin.port())) {
      throw AttemptFailed.forGood(
          Why.REFUSED_ADDRESS, "an address that is not configured may have certain ports only");
    }
    List<InetAddress> addresses;
    try {
      addresses = names.find(origin.host()).get();
    } catch (ExecutionException notFound) {
      throw AttemptFailed.passing(Why.UNRESOLVABLE, "the name of the other side has no address");
    }
    // One refused address refuses the name: which one is connected to is then no matter of luck.
    if (!trusted && !addresses.stream().allMatch(policy::allows)) {
      throw AttemptFailed.forGood(
          Why.REFUSED_ADDRESS, "the name of the other side leads to an address that is not public");
    }
    return addresses;
  }

  private static Optional<String> location(AttachedCall call, CallResult.Answered answer) {
    return REDIRECTS.contains(answer.status()) && call.mayFollow()
        ? answer.headers().first("location")
        : Optional.empty();
  }

  private static AttachedCall follow(AttachedCall call, String location) throws AttemptFailed {
    URI target = target(call.url(), location);
    boolean same =
        Origin.of(target, Why.BAD_REDIRECT).equals(Origin.of(call.url(), Why.BAD_REDIRECT));
    if (!same && call.secrets().isIn(location)) {
      throw AttemptFailed.forGood(
          Why.BAD_REDIRECT, "a redirect would carry a secret of the call to another host");
    }
    AttachedCall next = same ? call : call.forOthers();
    return new AttachedCall(
        next.method(), target, false, next.headers(), next.body(), next.secrets());
  }

  /** The JDK resolves against an empty path, and a query alone, otherwise than RFC 3986. */
  @SuppressWarnings("UnusedException") // It holds the URL, which may hold a secret.
  private static URI target(URI from, String location) throws AttemptFailed {
    try {
      URI base = from.getRawPath().isEmpty() ? from.resolve("/") : from;
      String relative = location.strip();
      URI target =
          relative.startsWith("?")
              ? base.resolve(base.getRawPath() + relative)
              : base.resolve(relative);
      return URI.create(target.toASCIIString());
    } catch (IllegalArgumentException unreadable) {
      throw AttemptFailed.forGood(Why.BAD_REDIRECT, "a redirect leads to no readable address");
    }
  }

  private static CallResult.Answered masked(CallResult.Answered answer, SecretMask secrets) {
    List<Headers.Field> fields =
        answer.headers().fields().stream()
            .map(field -> new Headers.Field(field.name(), secrets.mask(field.value())))
            .toList();
    return new CallResult.Answered(
        answer.status(), new Headers(fields), secrets.mask(answer.body()));
  }

  private Outcome outcome(CallResult.Answered answer) {
    if (!NOT_NOW.contains(answer.status())) {
      return new Outcome.Answered(answer);
    }
    Optional<Duration> pause =
        answer.status() == 429 || answer.status() == 503
            ? answer
                .headers()
                .first("retry-after")
                .flatMap(value -> RetryAfter.read(value, clock.instant()))
            : Optional.empty();
    return new Outcome.NotNow(answer, pause);
  }
}
