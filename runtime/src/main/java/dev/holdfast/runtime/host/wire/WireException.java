package dev.holdfast.runtime.host.wire;

/** Bytes that are none of this format, or of a newer version; or what does not fit into it. */
public final class WireException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /** Without a stack: what is wrong is what came, not where it was read. */
  public WireException(String message) {
    super(message, null, false, false);
  }
}
