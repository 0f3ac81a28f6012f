/**
 * What the host stores of an object and the store it needs for it. These records are the stable
 * boundary between the host and {@code persistence}: no Pekko, no SQL.
 */
@NullMarked
package dev.holdfast.runtime.host.stored;

import org.jspecify.annotations.NullMarked;
