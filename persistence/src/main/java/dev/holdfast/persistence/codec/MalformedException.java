package dev.holdfast.persistence.codec;

/** Bytes do not make sense; {@link CommitCodec} adds whose they are. */
final class MalformedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  MalformedException(String message) {
    super(message);
  }
}
