package dev.holdfast.runtime.testing;

import java.time.Instant;

/**
 * An alarm that was tried as often as it may be, and failed.
 *
 * @param alarm its name
 * @param due when it was to fire
 * @param at when it was tried last
 * @param error what the last attempt said
 */
public record DeadLetter(String alarm, Instant due, Instant at, int attempts, String error) {}
