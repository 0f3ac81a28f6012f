/** What is measured together, round after round. */
@NullMarked
package dev.holdfast.bench.suite;

import org.jspecify.annotations.NullMarked;
