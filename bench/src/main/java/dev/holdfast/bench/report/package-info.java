/** Medians, ratios, the table and the plot. */
@NullMarked
package dev.holdfast.bench.report;

import org.jspecify.annotations.NullMarked;
