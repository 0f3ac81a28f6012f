package dev.holdfast.runtime.host;

import java.security.SecureRandom;
import java.time.Instant;

/** Fresh ids: 48 bits of time in milliseconds, then 80 random bits, in Crockford's base 32. */
final class Ids {
  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final SecureRandom RANDOM = new SecureRandom();

  private Ids() {}

  static String fresh(Instant now) {
    byte[] chance = random(10);
    StringBuilder id = new StringBuilder(26);
    long millis = now.toEpochMilli();
    for (int shift = 45; shift >= 0; shift -= 5) {
      id.append(DIGITS.charAt((int) (millis >>> shift) & 31));
    }
    long bits = 0;
    int held = 0;
    for (byte b : chance) {
      bits = (bits << 8) | (b & 0xff);
      held += 8;
      while (held >= 5) {
        held -= 5;
        id.append(DIGITS.charAt((int) (bits >>> held) & 31));
      }
    }
    return id.toString();
  }

  static byte[] random(int count) {
    byte[] bytes = new byte[count];
    RANDOM.nextBytes(bytes);
    return bytes;
  }
}
