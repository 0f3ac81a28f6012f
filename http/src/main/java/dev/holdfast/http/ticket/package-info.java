/** One-time tickets, with which a page opens a socket without showing its token. */
@NullMarked
package dev.holdfast.http.ticket;

import org.jspecify.annotations.NullMarked;
