/** The table by which nodes find each other, and by which it is decided who lives. */
@NullMarked
package dev.holdfast.persistence.cluster;

import org.jspecify.annotations.NullMarked;
