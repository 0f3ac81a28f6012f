/** How nodes become one cluster, and how it loses those that do not answer. */
@NullMarked
package dev.holdfast.node.cluster;

import org.jspecify.annotations.NullMarked;
