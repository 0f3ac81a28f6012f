/** The object store on PostgreSQL: batched appends and loads over plain JDBC. */
@NullMarked
package dev.holdfast.persistence.store;

import org.jspecify.annotations.NullMarked;
