package dev.holdfast.http.engine;

import dev.holdfast.http.EdgeLimits;
import dev.holdfast.http.Problem;
import dev.holdfast.http.Problems;
import dev.holdfast.runtime.Headers;
import io.netty.buffer.ByteBuf;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the heads of one connection's requests, line by line as they come, as strictly as RFC 9112
 * allows: what another reader could take for something else is refused, not repaired. Lines end
 * with CR and LF, fields are not folded, one space separates the parts of the request line.
 */
final class HeadReader {
  /** Names longer than this are no header in use. */
  static final int NAME_CHARS_MAX = 64;

  /** All fields of one head may have as many bytes as this many of the longest. */
  static final int LONGEST_FIELDS_MAX = 4;

  /** Room in a line for what is not its URL or value: method, version, name, blanks. */
  private static final int LINE_EXTRA = 128;

  /** Characters that stand in no URL as they are (RFC 3986), and a fragment's, never sent. */
  private static final String NEVER_IN_URL = "\"#<>\\^`{|}";

  private static final Set<String> METHODS =
      Set.of("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "CONNECT", "TRACE");
  private static final boolean[] TOKEN = tokenBytes();

  private final EdgeLimits limits;
  private @Nullable String method;
  private String target = "";
  private boolean http11;
  private List<Headers.Field> fields = List.of();
  private int fieldBytes;
  // Bytes of the unfinished line that are known to hold no end of line.
  private int searched;

  HeadReader(EdgeLimits limits) {
    this.limits = limits;
  }

  /** The longest line that is ever copied. */
  static int lineBytesMax(EdgeLimits limits) {
    return Math.max(limits.uriCharsMax(), limits.headerCharsMax()) + LINE_EXTRA;
  }

  /** Whether part of a head has been read. */
  boolean begun() {
    return method != null || searched > 0;
  }

  /**
   * The next head, or null when it is not all there yet. Throws {@link RefusedRequest}.
   *
   * @param scratch of {@link #lineBytesMax} bytes, free for use
   */
  @Nullable RequestHead read(ByteBuf in, byte[] scratch) {
    while (true) {
      int start = in.readerIndex();
      int end = in.indexOf(start + searched, in.writerIndex(), (byte) '\n');
      int length = end < 0 ? in.readableBytes() : end - start;
      requireFits(length);
      if (end < 0) {
        searched = length;
        return null;
      }
      searched = 0;
      if (length == 0 || in.getByte(end - 1) != '\r') {
        throw RefusedRequest.malformed("A line of the head does not end with CR and LF.");
      }
      in.readBytes(scratch, 0, length - 1);
      in.skipBytes(2);
      RequestHead head = line(scratch, length - 1);
      if (head != null) {
        return head;
      }
    }
  }

  private void requireFits(int length) {
    if (method == null) {
      if (length > limits.uriCharsMax() + LINE_EXTRA) {
        throw new RefusedRequest(Problems.uriTooLong(limits.uriCharsMax()));
      }
    } else if (length > limits.headerCharsMax() + LINE_EXTRA
        || fieldBytes + length > (limits.headerCharsMax() + LINE_EXTRA) * LONGEST_FIELDS_MAX) {
      throw tooLarge();
    }
  }

  private @Nullable RequestHead line(byte[] line, int length) {
    String known = method;
    if (known == null) {
      // An empty line before a request is left over from a client that ended its body with one.
      if (length > 0) {
        requestLine(line, length);
      }
      return null;
    }
    if (length > 0) {
      fieldBytes += length;
      field(line, length);
      return null;
    }
    RequestHead head = RequestHead.of(known, target, http11, fields);
    method = null;
    fields = List.of();
    fieldBytes = 0;
    return head;
  }

  private void requestLine(byte[] line, int length) {
    int methodEnd = indexOf(line, ' ', 0, length);
    int targetEnd = indexOf(line, ' ', methodEnd + 1, length);
    if (methodEnd < 1 || targetEnd <= methodEnd + 1 || !isToken(line, 0, methodEnd)) {
      throw RefusedRequest.malformed("The first line is not a request line.");
    }
    String name = ascii(line, 0, methodEnd);
    http11 = isHttp11(ascii(line, targetEnd + 1, length));
    if (targetEnd - methodEnd - 1 > limits.uriCharsMax()) {
      throw new RefusedRequest(Problems.uriTooLong(limits.uriCharsMax()));
    }
    for (int i = methodEnd + 1; i < targetEnd; i++) {
      if (line[i] <= ' ' || line[i] == 0x7f || NEVER_IN_URL.indexOf(line[i]) >= 0) {
        throw RefusedRequest.malformed("The URL holds a character that must be percent-encoded.");
      }
    }
    if (!METHODS.contains(name)) {
      throw new RefusedRequest(
          Problem.of(
              501,
              "not-implemented",
              "Not implemented",
              "No path takes this method. Use another."));
    }
    target = ascii(line, methodEnd + 1, targetEnd);
    requireForm(name, target);
    method = name;
    fields = new ArrayList<>(12);
  }

  // RFC 9112, 3.2: a path, a whole URL as proxies are sent, or the asterisk of OPTIONS.
  private static void requireForm(String method, String target) {
    boolean whole =
        target.regionMatches(true, 0, "http://", 0, 7)
            || target.regionMatches(true, 0, "https://", 0, 8);
    if (target.charAt(0) != '/' && !whole && !(target.equals("*") && method.equals("OPTIONS"))) {
      throw RefusedRequest.malformed("The URL is neither a path nor a whole URL.");
    }
  }

  private static boolean isHttp11(String version) {
    if (version.equals("HTTP/1.1")) {
      return true;
    }
    if (version.equals("HTTP/1.0")) {
      return false;
    }
    if (version.matches("HTTP/[0-9]\\.[0-9]")) {
      throw new RefusedRequest(
          Problem.of(505, "version-not-supported", "HTTP version not supported", "Use HTTP/1.1."));
    }
    throw RefusedRequest.malformed("The first line is not a request line.");
  }

  private void field(byte[] line, int length) {
    if (line[0] == ' ' || line[0] == '\t') {
      throw RefusedRequest.malformed("A header field is folded over two lines.");
    }
    int colon = indexOf(line, ':', 0, length);
    if (colon < 1 || !isToken(line, 0, colon)) {
      throw RefusedRequest.malformed("A line of the head is not a header field.");
    }
    int begin = colon + 1;
    int end = length;
    while (begin < end && isBlank(line[begin])) {
      begin++;
    }
    while (end > begin && isBlank(line[end - 1])) {
      end--;
    }
    if (colon > NAME_CHARS_MAX
        || end - begin > limits.headerCharsMax()
        || fields.size() >= limits.headersMax()) {
      throw tooLarge();
    }
    fields.add(new Headers.Field(HeaderNames.of(line, colon), value(line, begin, end)));
  }

  private static String value(byte[] line, int begin, int end) {
    boolean ascii = true;
    for (int i = begin; i < end; i++) {
      byte b = line[i];
      if ((b >= 0 && b < ' ' && b != '\t') || b == 0x7f) {
        throw RefusedRequest.malformed("A header field holds a control character.");
      }
      ascii &= b >= 0;
    }
    // What is not ASCII has no meaning by the standard; UTF-8 is what is sent nowadays.
    return ascii
        ? ascii(line, begin, end)
        : new String(line, begin, end - begin, StandardCharsets.UTF_8);
  }

  private RefusedRequest tooLarge() {
    return new RefusedRequest(
        Problems.headersTooLarge(
            "A request has at most %d header fields of %d characters, and %d such long ones. Send"
                    .formatted(limits.headersMax(), limits.headerCharsMax(), LONGEST_FIELDS_MAX)
                + " fewer or shorter ones."));
  }

  private static boolean isBlank(byte b) {
    return b == ' ' || b == '\t';
  }

  private static boolean isToken(byte[] line, int begin, int end) {
    for (int i = begin; i < end; i++) {
      if (line[i] < 0 || !TOKEN[line[i]]) {
        return false;
      }
    }
    return true;
  }

  private static int indexOf(byte[] line, char wanted, int begin, int end) {
    for (int i = begin; i < end; i++) {
      if (line[i] == wanted) {
        return i;
      }
    }
    return -1;
  }

  private static String ascii(byte[] line, int begin, int end) {
    return new String(line, begin, end - begin, StandardCharsets.ISO_8859_1);
  }

  private static boolean[] tokenBytes() {
    boolean[] token = new boolean[128];
    for (int c = '!'; c < 0x7f; c++) {
      token[c] = "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
    }
    return token;
  }
}
