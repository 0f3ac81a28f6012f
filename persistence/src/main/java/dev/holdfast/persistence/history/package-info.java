/** Background removal of what no promise needs any more. */
@NullMarked
package dev.holdfast.persistence.history;

import org.jspecify.annotations.NullMarked;
