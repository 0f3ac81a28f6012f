/**
 * ChittyConnect contexts: one object a context, one a owner that lists what is theirs, and one that
 * counts them all.
 */
@NullMarked
package dev.holdfast.actors.chitty;

import org.jspecify.annotations.NullMarked;
