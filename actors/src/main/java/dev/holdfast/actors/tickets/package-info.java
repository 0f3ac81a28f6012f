/**
 * One-time tickets: what a browser, which can set no header on a WebSocket, shows instead of its
 * token. The node's own, reached through {@code /api/v1/tickets} only.
 */
@NullMarked
package dev.holdfast.actors.tickets;

import org.jspecify.annotations.NullMarked;
