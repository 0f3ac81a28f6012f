package dev.holdfast.http.socket;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Ends sockets whose opener's credential has expired. One look a second at those that can expire,
 * while there are any; others cost nothing. So a socket outlives its credential by a second at
 * most.
 *
 * <p>Thread rule: any thread.
 */
final class SocketExpiry {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final InstantSource clock;
  private final Map<HubSocket, Instant> watched = new ConcurrentHashMap<>();
  private final AtomicBoolean looking = new AtomicBoolean();

  SocketExpiry(InstantSource clock) {
    this.clock = clock;
  }

  /** Ends the socket then, if it is still there. */
  void watch(HubSocket socket, Instant until) {
    watched.put(socket, until);
    lookLater();
  }

  /** Ends those whose time has come, and forgets those that are gone. */
  void look() {
    Instant now = clock.instant();
    watched.forEach((socket, until) -> {
      boolean due = !until.isAfter(now);
      if (due) {
        socket.end(ControlFrames.SIGN_IN_EXPIRED, "the sign-in has expired; sign in again");
      }
      if (due || socket.isGone()) {
        watched.remove(socket);
      }
    });
  }

  /** How many it watches. */
  int watched() {
    return watched.size();
  }

  private void lookLater() {
    if (!watched.isEmpty() && looking.compareAndSet(false, true)) {
      CompletableFuture.delayedExecutor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)
          .execute(() -> {
            look();
            looking.set(false);
            lookLater();
          });
    }
  }
}
