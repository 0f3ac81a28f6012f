/** Tests of the packaged node as its own process, killed for real. */
@NullMarked
package dev.holdfast.node.packaged;

import org.jspecify.annotations.NullMarked;
