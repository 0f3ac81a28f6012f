package dev.holdfast.http.engine;

import dev.holdfast.http.EdgeResponse;
import java.util.concurrent.CompletionStage;

/** Answers what an engine has received. The stage never fails. Called on the engine's threads. */
@FunctionalInterface
public interface Front {
  CompletionStage<EdgeResponse> answer(Incoming incoming);
}
