package dev.holdfast.http.webhook.telegram;

/** The bytes are no update that Telegram sends; the detail says which part and may be shown. */
final class MalformedUpdateException extends RuntimeException {
  private final String detail;

  MalformedUpdateException(String detail) {
    super(detail, null, false, false);
    this.detail = detail;
  }

  String detail() {
    return detail;
  }
}
