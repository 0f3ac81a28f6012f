package dev.holdfast.http.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** What a client sends on its WebSocket: read as far as it is wanted, kept as far as it is not. */
final class IncomingFrames {
  private final FrameReader reader;
  private final FrameReader.Listener listener;
  private @Nullable ByteBuf held;
  private boolean paused;
  private boolean deaf;
  private boolean reading;

  IncomingFrames(FrameReader reader, FrameReader.Listener listener) {
    this.reader = reader;
    this.listener = listener;
  }

  /** More has come. Throws {@link BadFrame} and {@link Messages.TooLarge}. */
  void take(ByteBufAllocator buffers, ByteBuf bytes) {
    held = Buffers.append(buffers, held, bytes);
    readOn();
  }

  boolean paused() {
    return paused;
  }

  /** No further frame is read. */
  void pause() {
    paused = true;
  }

  /** Frames are read again. Throws as {@link #take} does. */
  void resume() {
    paused = false;
    readOn();
  }

  /** From now on messages are dropped; control frames are still heard. */
  void drop() {
    reader.drop();
  }

  /** From now on everything is dropped. */
  void deafen() {
    reader.drop();
    deaf = true;
  }

  /** When the message that is not complete began; 0 without one. */
  long begun() {
    return reader.begun();
  }

  /** The connection has ended. */
  void release() {
    deafen();
    if (held != null && !reading) {
      held.release();
      held = null;
    }
  }

  private void readOn() {
    if (reading) {
      return;
    }
    reading = true;
    try {
      while (held != null && held.isReadable() && (!paused || deaf)) {
        if (deaf) {
          held.skipBytes(held.readableBytes());
        } else {
          reader.read(held, listener);
        }
      }
    } finally {
      reading = false;
      if (held != null && (deaf || !held.isReadable())) {
        held.release();
        held = null;
      }
    }
  }
}
