/**
 * The one database: settings, pool, checks and schema. The packages below hold what uses it: {@code
 * codec} (bytes of events and snapshots), {@code store} (the journal), {@code pekko} (the plugin
 * side), {@code history} (clean-up) and {@code node} (the node's own PostgreSQL).
 */
@NullMarked
package dev.holdfast.persistence;

import org.jspecify.annotations.NullMarked;
