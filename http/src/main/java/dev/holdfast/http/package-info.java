/**
 * The edge: everything between a client's bytes and an object's event. Routes are on one screen in
 * {@link dev.holdfast.http.Routes}, written against {@link dev.holdfast.http.EdgeRequest} and
 * {@link dev.holdfast.http.EdgeResponse}, so that the HTTP engine below can change.
 */
@NullMarked
package dev.holdfast.http;

import org.jspecify.annotations.NullMarked;
