package dev.holdfast.http.socket;

import dev.holdfast.runtime.Frame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A message as it travels to clients: one unmasked WebSocket frame (RFC 6455, 5.2), encoded once
 * however many sockets it goes to. Immutable but for the count of queues it waits in; the arrays
 * are shared, nobody writes to one.
 */
public final class WireFrame {
  private static final int FINAL_TEXT = 0x81;
  private static final int FINAL_BINARY = 0x82;

  /** Payloads up to here have their length in the second byte. */
  private static final int SHORT_MAX = 125;

  private static final int TWO_BYTES = 126;
  private static final int EIGHT_BYTES = 127;

  /** Payloads up to here fit a packet as they are. */
  static final int DEFLATED_ABOVE = 1_024;

  private final byte[] encoded;
  private final int payloadStart;
  private final String key;
  private final boolean entry;

  // Two threads may make it at the same time: they make the same.
  private volatile byte @Nullable [] deflated;

  /** Queues that it waits in. */
  private final AtomicInteger holders = new AtomicInteger();

  private WireFrame(int first, byte[] payload, String key, boolean entry) {
    this.key = key;
    this.entry = entry;
    this.encoded = frame(first, payload, payload.length);
    this.payloadStart = encoded.length - payload.length;
  }

  /** A frame of the first bytes of a payload. */
  static byte[] frame(int first, byte[] payload, int length) {
    int start = length <= SHORT_MAX ? 2 : length <= 0xffff ? 4 : 10;
    ByteBuffer buffer = ByteBuffer.allocate(start + length).put((byte) first);
    switch (start) {
      case 2 -> buffer.put((byte) length);
      case 4 -> buffer.put((byte) TWO_BYTES).putShort((short) length);
      default -> buffer.put((byte) EIGHT_BYTES).putLong(length);
    }
    return buffer.put(payload, 0, length).array();
  }

  /** The frame of a message. */
  public static WireFrame of(Frame message) {
    return of(message, "", false);
  }

  /** As {@link #of}, for a message that may be dropped for a newer one of the same key. */
  static WireFrame keyed(String key, Frame message) {
    return of(message, key, false);
  }

  /** As {@link #of}, for an entry of a log, which is never dropped. */
  static WireFrame entry(Frame message) {
    return of(message, "", true);
  }

  private static WireFrame of(Frame message, String key, boolean entry) {
    return switch (message) {
      case Frame.Text(String text) ->
          new WireFrame(FINAL_TEXT, text.getBytes(StandardCharsets.UTF_8), key, entry);
      case Frame.Binary(byte[] bytes) -> new WireFrame(FINAL_BINARY, bytes, key, entry);
    };
  }

  /** Its key; empty when it has none. */
  String key() {
    return key;
  }

  /** Whether it is an entry of a log. */
  boolean isEntry() {
    return entry;
  }

  /** It waits in one more queue; whether in none before. */
  boolean holds() {
    return holders.getAndIncrement() == 0;
  }

  /** It waits in one queue less; whether in none any more. */
  boolean letsGo() {
    return holders.decrementAndGet() == 0;
  }

  /** Header and payload. */
  public byte[] encoded() {
    return encoded;
  }

  /** Where the payload begins in {@link #encoded}. */
  public int payloadStart() {
    return payloadStart;
  }

  /**
   * The frame compressed, without regard to others, as a client that takes {@code
   * permessage-deflate} may get it (RFC 7692): made when it is first asked for. It is {@link
   * #encoded} itself where that is short or gains nothing.
   */
  public byte[] deflated() {
    byte[] known = deflated;
    if (known == null) {
      known =
          encoded.length - payloadStart <= DEFLATED_ABOVE
              ? encoded
              : Deflating.frame(encoded, payloadStart);
      deflated = known;
    }
    return known;
  }

  /** Bytes on the wire: what it counts for in a queue. */
  public int size() {
    return encoded.length;
  }

  /** Whether it is text; binary otherwise. */
  public boolean isText() {
    return (encoded[0] & 0xff) == FINAL_TEXT;
  }

  /** The message; decoded anew each time. */
  public Frame message() {
    int length = encoded.length - payloadStart;
    if (isText()) {
      return new Frame.Text(new String(encoded, payloadStart, length, StandardCharsets.UTF_8));
    }
    byte[] payload = new byte[length];
    System.arraycopy(encoded, payloadStart, payload, 0, length);
    return new Frame.Binary(payload);
  }
}
