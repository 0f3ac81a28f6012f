/** That the files which deploy a cluster say what the node understands. */
@NullMarked
package dev.holdfast.node.deploy;

import org.jspecify.annotations.NullMarked;
