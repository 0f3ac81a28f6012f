package dev.holdfast.http.engine;

/** A client broke the protocol of WebSockets: its socket is closed with this code and reason. */
final class BadFrame extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** It broke the protocol. */
  static final int PROTOCOL = 1002;

  /** Text that is not UTF-8, or compressed bytes that are none. */
  static final int NOT_TEXT = 1007;

  /** It broke a bound. */
  static final int POLICY = 1008;

  /** There is no room for it at the moment. */
  static final int TRY_LATER = 1013;

  /** A message with more bytes than allowed. */
  static final int TOO_BIG = 1009;

  private final int code;

  BadFrame(int code, String reason) {
    super(reason, null, false, false);
    this.code = code;
  }

  int code() {
    return code;
  }

  String reason() {
    return String.valueOf(getMessage());
  }
}
