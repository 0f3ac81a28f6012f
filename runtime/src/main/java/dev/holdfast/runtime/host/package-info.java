/**
 * The engine: decides events in batches, commits each batch as one journal event, and lets outputs
 * leave only then. The one place where objects meet Pekko; everything about deciding ({@link
 * dev.holdfast.runtime.host.BatchDecider}, {@link dev.holdfast.runtime.host.ObjectState}) knows
 * nothing of it, so that the deterministic host runs the same code.
 */
@NullMarked
package dev.holdfast.runtime.host;

import org.jspecify.annotations.NullMarked;
