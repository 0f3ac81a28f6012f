package dev.holdfast.runtime.host.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * Writes fields one after another. Throws {@link java.nio.BufferOverflowException} where there is
 * no room.
 *
 * <p>Thread rule: confined.
 */
public record WireWriter(ByteBuffer out) {
  /** Of a count, the bits that one byte holds. */
  private static final int COUNT_BITS = 7;

  private static final int MORE = 1 << COUNT_BITS;

  public void tag(int value) {
    out.put((byte) value);
  }

  public void flag(boolean value) {
    out.put((byte) (value ? 1 : 0));
  }

  public void number(long value) {
    out.putLong(value);
  }

  /** Of 0 or more; small ones take one byte. */
  public void count(int value) {
    int rest = value;
    while (rest >= MORE) {
      out.put((byte) (rest | MORE));
      rest >>>= COUNT_BITS;
    }
    out.put((byte) rest);
  }

  public void bytes(byte[] value) {
    count(value.length);
    out.put(value);
  }

  public void text(String value) {
    bytes(value.getBytes(StandardCharsets.UTF_8));
  }

  public void time(Instant value) {
    out.putLong(value.getEpochSecond());
    out.putInt(value.getNano());
  }

  public void span(Duration value) {
    out.putLong(value.getSeconds());
    out.putInt(value.getNano());
  }

  /** Each by that, after how many there are. */
  public <T> void all(Collection<T> values, BiConsumer<WireWriter, ? super T> each) {
    count(values.size());
    for (T value : values) {
      each.accept(this, value);
    }
  }

  /** Whether it is there, and if so, it by that. */
  public <T> void maybe(Optional<T> value, BiConsumer<WireWriter, ? super T> write) {
    flag(value.isPresent());
    value.ifPresent(present -> write.accept(this, present));
  }
}
