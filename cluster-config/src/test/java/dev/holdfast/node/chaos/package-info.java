/** Breaks clusters of real processes while they are used, and proves that nothing was lost. */
@NullMarked
package dev.holdfast.node.chaos;

import org.jspecify.annotations.NullMarked;
