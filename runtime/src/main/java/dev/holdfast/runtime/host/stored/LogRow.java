package dev.holdfast.runtime.host.stored;

import java.time.Instant;

/**
 * One entry of a log.
 *
 * @param log the log's name within its object
 * @param life the object's life it belongs to, see {@link Change.Created}
 * @param number its place in the log: from 1, without gaps
 * @param at the object's time when it was appended
 * @param body the entry as the host encodes it
 */
public record LogRow(String log, long life, long number, Instant at, byte[] body) {}
