package dev.holdfast.node.cluster.tls;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's credentials, looked after while it runs: connections that are opened after a change use
 * it, those that are open go on. A change that makes no sense is logged and left alone.
 *
 * <p>Thread rule: {@link #get} by any thread, {@link #look} by one at a time.
 */
final class RenewedCredentials implements Supplier<SSLContext>, AutoCloseable {
  /** Between looks: so long after an operator's change all nodes have it. */
  static final Duration EVERY = Duration.ofSeconds(30);

  /** A certificate that is not replaced when this part of its life is left is warned of. */
  private static final int LEFT_WHEN_WARNED = 4;

  private static final Duration WARNED_EVERY = Duration.ofHours(1);
  private static final Logger LOG = LoggerFactory.getLogger(RenewedCredentials.class);

  private record Used(Credentials credentials, SSLContext context) {}

  private final CredentialSource source;
  private final InstantSource clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("cluster-tls").factory());
  private volatile Used used;
  private String failure = "";
  private Instant warned = Instant.MIN;

  private RenewedCredentials(CredentialSource source, InstantSource clock, Used first) {
    this.source = source;
    this.clock = clock;
    this.used = first;
  }

  /** Throws {@link IllegalArgumentException} with one line for the operator. */
  static RenewedCredentials open(CredentialSource source, InstantSource clock) {
    try {
      Credentials first = source.read();
      if (!clock.instant().isBefore(first.end())) {
        throw new GeneralSecurityException("the certificate ended at " + first.end());
      }
      return new RenewedCredentials(source, clock, new Used(first, first.context()));
    } catch (GeneralSecurityException | IOException | SQLException e) {
      throw new IllegalArgumentException(
          "nodes cannot speak TLS with one another: " + e.getMessage(), e);
    }
  }

  RenewedCredentials lookEvery(Duration every) {
    thread.scheduleWithFixedDelay(
        this::look, every.toMillis(), every.toMillis(), TimeUnit.MILLISECONDS);
    return this;
  }

  /** What connections are to be opened with from now on. */
  @Override
  public SSLContext get() {
    return used.context();
  }

  Credentials credentials() {
    return used.credentials();
  }

  void look() {
    try {
      Credentials now = source.read();
      if (now != used.credentials()) {
        used = new Used(now, now.context());
        LOG.info("new connections between nodes use the certificate {}", now);
      }
      failure = "";
    } catch (GeneralSecurityException | IOException | SQLException | RuntimeException e) {
      if (!failure.equals(e.toString())) {
        failure = e.toString();
        LOG.warn(
            "the node's cluster certificate could not be looked after, the one in use stays until {}: {}",
            used.credentials().end(),
            failure);
      }
    }
    warnOfEnd();
  }

  private void warnOfEnd() {
    Instant now = clock.instant();
    Credentials current = used.credentials();
    Duration life = Duration.between(current.start(), current.end());
    boolean late = now.isAfter(current.end().minus(life.dividedBy(LEFT_WHEN_WARNED)));
    if (late && now.isAfter(warned.plus(WARNED_EVERY))) {
      warned = now;
      LOG.warn("the node's cluster certificate was not renewed: {}", current);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
