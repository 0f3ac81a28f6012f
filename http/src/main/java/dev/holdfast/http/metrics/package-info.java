/** What the node counts, as Prometheus reads it. */
@NullMarked
package dev.holdfast.http.metrics;

import org.jspecify.annotations.NullMarked;
