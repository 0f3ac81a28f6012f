/**
 * What the runtime asks of the edge and offers to it: delivering events to objects, and the hub
 * that holds sockets. Plain JDK.
 */
@NullMarked
package dev.holdfast.runtime.spi;

import org.jspecify.annotations.NullMarked;
