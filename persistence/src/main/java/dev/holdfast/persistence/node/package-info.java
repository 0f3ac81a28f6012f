/** The node's own PostgreSQL under its data folder: unpacked, started, taken over, stopped. */
@NullMarked
package dev.holdfast.persistence.node;

import org.jspecify.annotations.NullMarked;
