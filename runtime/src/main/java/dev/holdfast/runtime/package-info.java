/**
 * The programming model: what an object class sees and what it may decide. Plain JDK, no threads,
 * no clock, no I/O, so every handler is a function that a test can call.
 */
@NullMarked
package dev.holdfast.runtime;

import org.jspecify.annotations.NullMarked;
