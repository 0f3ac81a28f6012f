/** Nodes prove to one another who they are, and nobody else can listen or talk. */
@NullMarked
package dev.holdfast.node.cluster.tls;

import org.jspecify.annotations.NullMarked;
