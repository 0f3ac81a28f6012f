/** Load and comparison programs: one command, one table with ratios. Never shipped. */
@NullMarked
package dev.holdfast.bench;

import org.jspecify.annotations.NullMarked;
