/** Objects that exchange messages and make calls, in a node that is killed; and their books. */
@NullMarked
package dev.holdfast.node.exchange;

import org.jspecify.annotations.NullMarked;
