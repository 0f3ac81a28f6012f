/** Small objects to read first and to measure with. */
@NullMarked
package dev.holdfast.actors.examples;

import org.jspecify.annotations.NullMarked;
