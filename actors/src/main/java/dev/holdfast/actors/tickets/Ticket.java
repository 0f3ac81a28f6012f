package dev.holdfast.actors.tickets;

import dev.holdfast.runtime.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * An outstanding ticket as it is stored, under the hash of what proves it.
 *
 * @param scope who asked for it, as the edge names callers
 * @param expires from then on it is worth nothing
 * @param until when the credential of who asked ends; empty for never
 * @param socketFor how long a socket opened with it may live; empty for no bound
 */
@Stored("ticket")
record Ticket(
    String scope, Instant expires, Optional<Instant> until, Optional<Duration> socketFor) {}
