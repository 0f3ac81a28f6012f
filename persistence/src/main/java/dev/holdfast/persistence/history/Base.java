package dev.holdfast.persistence.history;

/** A snapshot at or before the start of its object's history: what is older than it may go. */
record Base(String object, long sequence) {}
