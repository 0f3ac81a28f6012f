package dev.holdfast.http.engine;

import java.nio.charset.StandardCharsets;

/** The first lines of responses, as bytes. */
final class Statuses {
  private static final byte[][] LINES = new byte[600][];

  static {
    String[] phrases = {
      "101 Switching Protocols",
      "200 OK",
      "201 Created",
      "202 Accepted",
      "203 Non-Authoritative Information",
      "204 No Content",
      "205 Reset Content",
      "206 Partial Content",
      "300 Multiple Choices",
      "301 Moved Permanently",
      "302 Found",
      "303 See Other",
      "304 Not Modified",
      "307 Temporary Redirect",
      "308 Permanent Redirect",
      "400 Bad Request",
      "401 Unauthorized",
      "402 Payment Required",
      "403 Forbidden",
      "404 Not Found",
      "405 Method Not Allowed",
      "406 Not Acceptable",
      "408 Request Timeout",
      "409 Conflict",
      "410 Gone",
      "411 Length Required",
      "412 Precondition Failed",
      "413 Content Too Large",
      "414 URI Too Long",
      "415 Unsupported Media Type",
      "416 Range Not Satisfiable",
      "417 Expectation Failed",
      "421 Misdirected Request",
      "422 Unprocessable Content",
      "423 Locked",
      "424 Failed Dependency",
      "425 Too Early",
      "426 Upgrade Required",
      "428 Precondition Required",
      "429 Too Many Requests",
      "431 Request Header Fields Too Large",
      "451 Unavailable For Legal Reasons",
      "500 Internal Server Error",
      "501 Not Implemented",
      "502 Bad Gateway",
      "503 Service Unavailable",
      "504 Gateway Timeout",
      "505 HTTP Version Not Supported",
      "507 Insufficient Storage"
    };
    for (int status = 0; status < LINES.length; status++) {
      LINES[status] = line(Integer.toString(status) + " ");
    }
    for (String phrase : phrases) {
      LINES[Integer.parseInt(phrase.substring(0, 3))] = line(phrase);
    }
  }

  private Statuses() {}

  /** The line of a status below 600, with its end. Do not write to it. */
  static byte[] line(int status) {
    return LINES[status];
  }

  private static byte[] line(String statusAndPhrase) {
    return ("HTTP/1.1 " + statusAndPhrase + "\r\n").getBytes(StandardCharsets.US_ASCII);
  }
}
