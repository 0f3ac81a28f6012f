/** Bounds on what callers may send, and how fast. */
@NullMarked
package dev.holdfast.http.limits;

import org.jspecify.annotations.NullMarked;
