/** Holds the pages under {@code docs/} to the code: what they show compiles, runs and is true. */
@NullMarked
package dev.holdfast.node.docs;

import org.jspecify.annotations.NullMarked;
