package dev.holdfast.runtime;

/**
 * Something one object can be told, or asked when it also implements {@link Asks}. Messages are
 * records with a {@link Stored} name, nested in the sealed interface of the object that receives
 * them; they hold only what {@link Stored} allows.
 */
public interface Message {}
