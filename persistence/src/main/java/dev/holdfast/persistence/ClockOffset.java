package dev.holdfast.persistence;

import java.time.Duration;

/**
 * How far the database's clock is from this node's.
 *
 * @param offset to be added to the node's clock to get the database's
 * @param uncertainty the true offset is within this of {@code offset}: half of the round trip
 */
public record ClockOffset(Duration offset, Duration uncertainty) {}
