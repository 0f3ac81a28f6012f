package dev.holdfast.runtime.spi;

import dev.holdfast.runtime.ObjectId;
import java.time.Instant;

/**
 * Something that failed for good and is kept until an operator has it tried again or discards it.
 *
 * @param id unique among all objects, later ones sort after earlier ones
 * @param kind {@code alarm} or {@code tell}
 * @param subject the alarm's name, or the message's stored name
 * @param due when it was to happen
 * @param at when it was given up
 * @param attempts how often it was tried
 * @param error what the last attempt said
 */
public record DeadLetter(
    String id,
    ObjectId object,
    String kind,
    String subject,
    Instant due,
    Instant at,
    int attempts,
    String error) {}
