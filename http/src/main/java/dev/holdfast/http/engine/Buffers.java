package dev.holdfast.http.engine;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.jspecify.annotations.Nullable;

/** What bytes that have come but cannot be used yet are kept in. */
final class Buffers {
  private Buffers() {}

  /** Both in one, in order; takes over both. */
  static ByteBuf append(ByteBufAllocator buffers, @Nullable ByteBuf kept, ByteBuf more) {
    if (kept == null) {
      return more;
    }
    if (!kept.isReadable()) {
      kept.release();
      return more;
    }
    int bytes = more.readableBytes();
    ByteBuf all = kept;
    if (kept.writableBytes() < bytes) {
      all = buffers.directBuffer(2 * (kept.readableBytes() + bytes));
      all.writeBytes(kept);
      kept.release();
    }
    all.writeBytes(more);
    more.release();
    return all;
  }
}
