package dev.holdfast.http.ticket;

import dev.holdfast.actors.tickets.TicketBox;
import dev.holdfast.http.PathText;
import dev.holdfast.http.Sha256;
import dev.holdfast.runtime.ObjectId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A ticket as its client has it: {@value #BYTES} random bytes. Never stored, sent to objects or
 * logged; what is kept of it is its {@link #proof}.
 */
final class TicketText {
  /** Twice what can be guessed. */
  private static final int BYTES = 32;

  private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

  private final byte[] bytes;

  private TicketText(byte[] bytes) {
    this.bytes = bytes;
  }

  /** A new one. */
  static TicketText random(SecureRandom random) {
    byte[] bytes = new byte[BYTES];
    random.nextBytes(bytes);
    return new TicketText(bytes);
  }

  /** The one that a client sends; empty when it is none that was ever issued. */
  static Optional<TicketText> of(String text) {
    try {
      TicketText read = new TicketText(Base64.getUrlDecoder().decode(text));
      return read.bytes.length == BYTES && read.encoded().equals(text)
          ? Optional.of(read)
          : Optional.empty();
    } catch (IllegalArgumentException noBase64) {
      return Optional.empty();
    }
  }

  /** As the client gets it. */
  String encoded() {
    return ENCODER.encodeToString(bytes);
  }

  /** The object that keeps it. */
  ObjectId box() {
    return TicketBox.of(bytes[0]);
  }

  /**
   * What proves the ticket for one path and no other, and gives away neither. Throws a 400 problem
   * for a path that cannot be read.
   *
   * @param path percent-encoded, beginning with a slash, without the query
   */
  String proof(String path) {
    MessageDigest digest = Sha256.digest();
    digest.update(bytes);
    digest.update(PathText.canonical(path).getBytes(StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Says nothing: a ticket in a log is a way in. */
  @Override
  public String toString() {
    return "a ticket";
  }
}
