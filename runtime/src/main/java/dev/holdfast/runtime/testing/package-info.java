/** Tests an object as a function, under a clock set by hand: no actor system, no database. */
@NullMarked
package dev.holdfast.runtime.testing;

import org.jspecify.annotations.NullMarked;
