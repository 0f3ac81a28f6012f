/** Kills packaged nodes while they are used, and counts what is left. */
@NullMarked
package dev.holdfast.node.crash;

import org.jspecify.annotations.NullMarked;
