/** The runtime's contract, kept by the host of a real node over a real database. */
@NullMarked
package dev.holdfast.node.host;

import org.jspecify.annotations.NullMarked;
