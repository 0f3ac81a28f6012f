/** Records what clients of a cluster saw, and finds what cannot be if nothing was lost. */
@NullMarked
package dev.holdfast.node.chaos.check;

import org.jspecify.annotations.NullMarked;
