/** What nodes on one database share to be one cluster. */
@NullMarked
package dev.holdfast.persistence.cluster;

import org.jspecify.annotations.NullMarked;
