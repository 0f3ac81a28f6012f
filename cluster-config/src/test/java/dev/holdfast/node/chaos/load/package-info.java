/** Clients of a cluster that write down all they see. */
@NullMarked
package dev.holdfast.node.chaos.load;

import org.jspecify.annotations.NullMarked;
