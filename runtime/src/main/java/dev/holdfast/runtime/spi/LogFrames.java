package dev.holdfast.runtime.spi;

import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.ObjectId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** Reads log entries as the frames that followers get, so that a hub can fill gaps by itself. */
public interface LogFrames {
  /** An entry as a frame, with its number. */
  record Numbered(long number, Frame frame) {}

  /**
   * The committed entries after number {@code after} and up to {@code upTo}, ascending, at most
   * {@code limit}; fewer when they are large, none when there are none. Fails when the store cannot
   * be read at the moment.
   */
  CompletionStage<List<Numbered>> read(
      ObjectId object, String log, long life, long after, long upTo, int limit);
}
