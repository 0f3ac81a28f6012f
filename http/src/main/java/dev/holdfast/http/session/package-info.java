/** The API of connected contexts: JSON resources with versions, live sockets, and figures. */
@NullMarked
package dev.holdfast.http.session;

import org.jspecify.annotations.NullMarked;
