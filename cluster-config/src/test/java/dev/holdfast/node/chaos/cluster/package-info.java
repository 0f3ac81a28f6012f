/** Nodes in processes of their own, the network between them, and all that can be done to both. */
@NullMarked
package dev.holdfast.node.chaos.cluster;

import org.jspecify.annotations.NullMarked;
