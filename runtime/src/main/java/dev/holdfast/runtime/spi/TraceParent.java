package dev.holdfast.runtime.spi;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The {@code traceparent} of W3C Trace Context, and how it goes with the correlation that events,
 * messages, alarms and calls carry.
 *
 * <p>A correlation is one text. It is an id; or a trace, which is the trace id and {@code -01}
 * behind it where the trace is sampled; or both, {@code id~trace}. So whoever looks for either
 * finds it, and a trace that came in goes out again with each call, after whatever time and
 * whichever objects.
 *
 * <p>A plain value; any thread.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param parentId 16 lower-case hexadecimal digits, not all zero: who it comes from
 * @param sampled whether it is recorded somewhere; kept as it came
 */
public record TraceParent(String traceId, String parentId, boolean sampled) {
  /** What a header is called, in lower case as the standard has it. */
  public static final String HEADER = "traceparent";

  /**
   * Characters of a trace within a correlation at most: its id and its mark. With an id of 72,
   * which is what the edge takes, and what parts them a correlation has 108.
   */
  public static final int TRACE_CHARS_MAX = 35;

  /** Stands between an id and a trace; no id has it. */
  private static final char SEPARATOR = '~';

  private static final String SAMPLED = "-01";

  private static final String NO_TRACE = "0".repeat(32);
  private static final String NO_PARENT = "0".repeat(16);

  /** Versions to come may have more behind a further hyphen. */
  private static final Pattern FORM =
      Pattern.compile(
          "(?<version>[0-9a-f]{2})-(?<trace>[0-9a-f]{32})-(?<parent>[0-9a-f]{16})"
              + "-(?<flags>[0-9a-f]{2})(?<more>-.*)?");

  private static final Pattern TRACE = Pattern.compile("([0-9a-f]{32})(-01)?");
  private static final Pattern TRACE_ID = Pattern.compile("[0-9a-f]{32}");
  private static final Pattern PARENT_ID = Pattern.compile("[0-9a-f]{16}");

  /** Throws {@link IllegalArgumentException} where an id is none. */
  public TraceParent {
    if (!TRACE_ID.matcher(traceId).matches() || traceId.equals(NO_TRACE)) {
      throw new IllegalArgumentException(
          "'%s' is no trace id: 32 lower-case hexadecimal digits, not all 0.".formatted(traceId));
    }
    if (!PARENT_ID.matcher(parentId).matches() || parentId.equals(NO_PARENT)) {
      throw new IllegalArgumentException(
          "'%s' is no parent id: 16 lower-case hexadecimal digits, not all 0.".formatted(parentId));
    }
  }

  /** Reads a header's value; empty where the standard has it ignored. */
  public static Optional<TraceParent> parse(String header) {
    Matcher form = FORM.matcher(header);
    if (!form.matches()) {
      return Optional.empty();
    }
    String version = form.group("version");
    boolean tooLong = version.equals("00") && form.group("more") != null;
    String trace = form.group("trace");
    String parent = form.group("parent");
    if (tooLong || version.equals("ff") || trace.equals(NO_TRACE) || parent.equals(NO_PARENT)) {
      return Optional.empty();
    }
    boolean sampled = (HexFormat.fromHexDigits(form.group("flags")) & 1) != 0;
    return Optional.of(new TraceParent(trace, parent, sampled));
  }

  /** What goes out with a call made under that correlation; the same each time. */
  public static TraceParent of(String correlation) {
    return of(correlation, "");
  }

  /**
   * What goes out with a call made under that correlation. The trace is the one that the
   * correlation names. Where it names none it follows from the correlation, so that all calls of
   * one cause are one trace, not sampled, because nobody here records it.
   *
   * @param operation tells this call from others, such as its idempotency key: each has a parent id
   *     of its own, the same at every attempt
   */
  public static TraceParent of(String correlation, String operation) {
    byte[] derived = sha256(correlation + '\n' + operation);
    String parent = HexFormat.of().formatHex(derived, 0, 8);
    Matcher trace = TRACE.matcher(correlation.substring(correlation.lastIndexOf(SEPARATOR) + 1));
    if (trace.matches() && !trace.group(1).equals(NO_TRACE)) {
      return new TraceParent(trace.group(1), parent, trace.group(2) != null);
    }
    // Nothing ties together what has no correlation.
    byte[] root = correlation.isEmpty() ? derived : sha256(correlation);
    return new TraceParent(HexFormat.of().formatHex(root, 8, 24), parent, false);
  }

  /** The trace as a correlation. */
  public String correlation() {
    return sampled ? traceId + SAMPLED : traceId;
  }

  /** The trace as a correlation together with an id, which must not have a {@code ~}. */
  public String correlation(String id) {
    return id + SEPARATOR + correlation();
  }

  /** The header's value. */
  public String text() {
    return "00-%s-%s-%s".formatted(traceId, parentId, sampled ? "01" : "00");
  }

  private static byte[] sha256(String text) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
