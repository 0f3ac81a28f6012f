package dev.holdfast.runtime;

import java.time.Instant;

/**
 * One entry of a log.
 *
 * @param number from 1, without gaps
 * @param at the object's time when it was appended
 */
public record LogEntry<T>(long number, Instant at, T value) {}
