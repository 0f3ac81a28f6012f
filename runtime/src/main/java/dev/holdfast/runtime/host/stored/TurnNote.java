package dev.holdfast.runtime.host.stored;

/**
 * What the history says of one turn.
 *
 * @param event what the object received: a message's stored name, {@code POST} and the like for a
 *     request, {@code frame}, {@code socket-opened}, {@code socket-closed}
 * @param correlation the id that ties this turn to what caused it; empty when there is none
 */
public record TurnNote(String event, String correlation) {}
