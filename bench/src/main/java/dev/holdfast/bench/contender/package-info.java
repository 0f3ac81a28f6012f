/** What is measured: Holdfast in process, raw Pekko in process and over HTTP. */
@NullMarked
package dev.holdfast.bench.contender;

import org.jspecify.annotations.NullMarked;
