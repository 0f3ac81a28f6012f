/** Closed-loop load, over HTTP and in process, and what it saw. */
@NullMarked
package dev.holdfast.bench.load;

import org.jspecify.annotations.NullMarked;
