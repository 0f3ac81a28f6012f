package dev.holdfast.runtime;

import java.util.Optional;
import java.util.Set;

/**
 * How a socket is accepted.
 *
 * @param tags at most {@value Limits#SOCKET_TAGS_MAX}, each at most {@value
 *     Limits#SOCKET_TAG_CHARS_MAX} characters
 * @param attachment at most {@value Limits#SOCKET_ATTACHMENT_BYTES_MAX} bytes that the runtime
 *     keeps with the socket while the object sleeps
 * @param following the log whose entries the socket receives, if any
 * @param greeting what the socket gets before anything else
 */
public record SocketOptions(
    Set<String> tags, byte[] attachment, Optional<Following> following, Optional<Frame> greeting) {

  /**
   * A log that a socket receives: each entry after number {@code after}, complete and in order, as
   * a frame. A {@code String} is sent as it is, {@code byte[]} as a binary frame, and a record as a
   * JSON object whose first member is {@code seq}, the entry's number.
   */
  public record Following(Log<?> log, long after) {}

  /** No tags, no attachment, no log. */
  public static final SocketOptions PLAIN =
      new SocketOptions(Set.of(), new byte[0], Optional.empty(), Optional.empty());

  public SocketOptions {
    tags = Set.copyOf(tags);
    Limits.checkSocket(tags, attachment);
  }

  /** These options with the given tags. */
  public SocketOptions tagged(String... tags) {
    return new SocketOptions(Set.of(tags), attachment, following, greeting);
  }

  /** These options with the given attachment. */
  public SocketOptions attaching(byte[] attachment) {
    return new SocketOptions(tags, attachment, following, greeting);
  }

  /** These options, receiving the log's entries after number {@code after}. */
  public SocketOptions following(Log<?> log, long after) {
    return new SocketOptions(tags, attachment, Optional.of(new Following(log, after)), greeting);
  }

  /** These options, with a frame that the socket gets before anything else. */
  public SocketOptions greeting(Frame frame) {
    return new SocketOptions(tags, attachment, following, Optional.of(frame));
  }
}
