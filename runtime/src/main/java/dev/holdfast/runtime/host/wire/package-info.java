/**
 * What crosses from node to node as bytes: a first byte that says which version of the format it
 * is, then fields in a fixed order. Never a class name: values travel under their stored names.
 */
@NullMarked
package dev.holdfast.runtime.host.wire;

import org.jspecify.annotations.NullMarked;
