/**
 * What the families of object classes have in common. Each family is one package below with a
 * catalogue of its own, so that a node takes those it wants.
 */
@NullMarked
package dev.holdfast.actors;

import org.jspecify.annotations.NullMarked;
