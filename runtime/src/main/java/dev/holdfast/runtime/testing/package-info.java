/**
 * Tests one object as a function, or the objects of a node, under a clock set by hand: no actor
 * system, no database. JUnit is needed for {@code TestNode} alone.
 */
@NullMarked
package dev.holdfast.runtime.testing;

import org.jspecify.annotations.NullMarked;
