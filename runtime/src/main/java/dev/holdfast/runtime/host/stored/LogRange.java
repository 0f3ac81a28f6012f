package dev.holdfast.runtime.host.stored;

import dev.holdfast.runtime.ObjectId;

/**
 * A page of a log to read: entries with numbers in {@code (after, upTo]}, ascending.
 *
 * @param limit most entries to return, at least 1
 * @param bytesMax the page ends before the entry that would take it past this many bytes of bodies,
 *     but always holds at least one entry where there is one
 */
public record LogRange(
    ObjectId object, String log, long life, long after, long upTo, int limit, int bytesMax) {}
