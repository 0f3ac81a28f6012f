/** Processes of a benchmark: started with one set of flags, measured, and ended by their id. */
@NullMarked
package dev.holdfast.bench.process;

import org.jspecify.annotations.NullMarked;
