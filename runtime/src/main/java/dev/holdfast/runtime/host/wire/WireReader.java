package dev.holdfast.runtime.host.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads what {@link WireWriter} wrote. Throws {@link WireException} for anything else, and never
 * makes room for more than there is to read.
 *
 * <p>Thread rule: confined.
 */
public record WireReader(ByteBuffer in) {
  private static final int COUNT_BITS = 7;
  private static final int COUNT_MASK = (1 << COUNT_BITS) - 1;
  private static final int NANOS = 1_000_000_000;

  /** Of which every entry of a list takes at least so much. */
  private static final int ENTRY_BYTES_MIN = 1;

  private void need(int bytes) {
    if (bytes < 0 || bytes > in.remaining()) {
      throw new WireException("it is cut short, or a length in it is wrong");
    }
  }

  public int tag() {
    need(1);
    return in.get();
  }

  public boolean flag() {
    int value = tag();
    if (value != 0 && value != 1) {
      throw new WireException("it has a %d where only yes and no make sense".formatted(value));
    }
    return value == 1;
  }

  public long number() {
    need(Long.BYTES);
    return in.getLong();
  }

  /** 0 or more. */
  public int count() {
    long value = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += COUNT_BITS) {
      int next = tag();
      value |= (long) (next & COUNT_MASK) << shift;
      if (next >= 0) {
        if (value > Integer.MAX_VALUE) {
          break;
        }
        return (int) value;
      }
    }
    throw new WireException("it has a count that is none");
  }

  public byte[] bytes() {
    int length = count();
    need(length);
    byte[] value = new byte[length];
    in.get(value);
    return value;
  }

  public String text() {
    return new String(bytes(), StandardCharsets.UTF_8);
  }

  public Instant time() {
    long seconds = number();
    int nanos = nanos();
    try {
      return Instant.ofEpochSecond(seconds, nanos);
    } catch (DateTimeException e) {
      throw new WireException("it has a time that is none");
    }
  }

  public Duration span() {
    long seconds = number();
    return Duration.ofSeconds(seconds, nanos());
  }

  private int nanos() {
    need(Integer.BYTES);
    int nanos = in.getInt();
    if (nanos < 0 || nanos >= NANOS) {
      throw new WireException("it has a time that is none");
    }
    return nanos;
  }

  /** A list of which that reads each. */
  public <T> List<T> all(Function<WireReader, T> each) {
    int size = count();
    if (size > in.remaining() / ENTRY_BYTES_MIN) {
      throw new WireException("it is cut short, or a length in it is wrong");
    }
    List<T> values = new ArrayList<>(Math.min(size, 1_024));
    for (int i = 0; i < size; i++) {
      values.add(each.apply(this));
    }
    return values;
  }

  /** What that reads, where it is there. */
  public <T> Optional<T> maybe(Function<WireReader, T> read) {
    return flag() ? Optional.of(read.apply(this)) : Optional.empty();
  }

  /** One of the constants, written as its place. */
  public <E> E one(E[] of) {
    int place = tag();
    if (place < 0 || place >= of.length) {
      throw new WireException("it has the %d. of %d choices".formatted(place, of.length));
    }
    return of[place];
  }

  /** Nothing may follow. */
  public void end() {
    if (in.hasRemaining()) {
      throw new WireException("it has %d bytes too many".formatted(in.remaining()));
    }
  }
}
