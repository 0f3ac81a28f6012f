package dev.holdfast.runtime;

/**
 * A message that is answered with a value of type {@code R}.
 *
 * @param <R> a type that {@link Stored} allows, because an answer may be remembered; or {@link
 *     LogPage}, answered with {@link Turn#replyPage}
 */
public interface Asks<R> extends Message {}
