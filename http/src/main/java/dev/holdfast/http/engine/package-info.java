/**
 * The HTTP engine. {@link dev.holdfast.http.engine.PekkoEngine} and its neighbours are the only
 * code of the edge that knows Pekko HTTP; the rest speaks {@link dev.holdfast.http.engine.Incoming}
 * and {@link dev.holdfast.http.EdgeResponse}.
 */
@NullMarked
package dev.holdfast.http.engine;

import org.jspecify.annotations.NullMarked;
