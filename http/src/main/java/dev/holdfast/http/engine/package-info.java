/**
 * The HTTP engine. {@link dev.holdfast.http.engine.NettyEngine} and its neighbours are the only
 * code of the edge that knows Netty; the rest speaks {@link dev.holdfast.http.engine.Incoming} and
 * {@link dev.holdfast.http.EdgeResponse}.
 *
 * <p>Thread rule: what belongs to one connection is touched by its event loop alone, unless a
 * method says otherwise.
 */
@NullMarked
package dev.holdfast.http.engine;

import org.jspecify.annotations.NullMarked;
