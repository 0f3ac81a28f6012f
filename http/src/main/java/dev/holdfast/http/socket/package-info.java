/** The hub: WebSockets end here, not in objects, so they outlive an object's sleep and moves. */
@NullMarked
package dev.holdfast.http.socket;

import org.jspecify.annotations.NullMarked;
