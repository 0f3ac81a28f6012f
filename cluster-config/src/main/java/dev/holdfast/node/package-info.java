/** The runnable node: reads its configuration once, builds every part in order, serves, drains. */
@NullMarked
package dev.holdfast.node;

import org.jspecify.annotations.NullMarked;
