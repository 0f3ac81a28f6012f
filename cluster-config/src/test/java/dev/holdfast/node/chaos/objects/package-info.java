/** The objects that are used while their nodes are broken, and the node that runs them. */
@NullMarked
package dev.holdfast.node.chaos.objects;

import org.jspecify.annotations.NullMarked;
