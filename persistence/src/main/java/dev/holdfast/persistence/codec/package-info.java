/** The bytes of events and snapshots: versioned, tagged, checked to the last byte. */
@NullMarked
package dev.holdfast.persistence.codec;

import org.jspecify.annotations.NullMarked;
