package dev.holdfast.http;

import java.util.concurrent.CompletionStage;

/**
 * Answers one request.
 *
 * <p>Thread rule: called on a thread of the HTTP engine, for many requests at once; never blocks. A
 * stage that fails, or a handler that throws, is answered 500 with an error id and logged.
 */
@FunctionalInterface
public interface Handler {
  CompletionStage<EdgeResponse> handle(EdgeRequest request);
}
