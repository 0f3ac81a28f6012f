package dev.holdfast.runtime.host;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes errors that a caller can provoke at will, and keeps him from filling the disk with them.
 * An error is written with its stack when it is the first of its kind within a minute: same object
 * type, same exception, thrown at the same place. Later ones are one line each without stack, and
 * past {@value #LINES_PER_SECOND_MAX} lines a second they are only counted; the next line that is
 * written is followed by their number.
 *
 * <p>Thread rule: callable from any thread.
 */
final class RepeatedErrors {
  /** As many as a person can follow; a line has some 300 bytes, so 250 MB a day at worst. */
  static final int LINES_PER_SECOND_MAX = 10;

  /** Kinds told apart. Code has far fewer places that throw; past it errors have no stack. */
  static final int KINDS_MAX = 256;

  /** Characters of what an exception says, where it stands in a line. */
  private static final int TEXT_CHARS_MAX = 200;

  private static final long STACK_EVERY_NANOS = TimeUnit.MINUTES.toNanos(1);
  private static final long SECOND_NANOS = TimeUnit.SECONDS.toNanos(1);

  private record Kind(String type, Class<?> exception, String place) {}

  private enum Form {
    WITH_STACK,
    ONE_LINE,
    COUNTED
  }

  /** What to write, and how many were only counted since something was written. */
  private record Verdict(Form form, long countedBefore) {}

  private final LongSupplier ticker;
  private final Map<Kind, Long> lastStack = new HashMap<>();
  private long second;
  private int lines;
  private long counted;

  /**
   * @param ticker the monotonic clock, in nanoseconds
   */
  RepeatedErrors(LongSupplier ticker) {
    this.ticker = ticker;
    this.second = ticker.getAsLong();
  }

  /**
   * Writes the error as far as its kind has room.
   *
   * @param type of the object it came from
   * @param line begun on {@code log}, with all that it is to say but the exception
   */
  void write(Logger log, String type, Throwable error, LoggingEventBuilder line, String message) {
    Verdict verdict = verdict(new Kind(type, error.getClass(), place(error)));
    switch (verdict.form()) {
      case WITH_STACK -> line.setCause(error).log(message);
      case ONE_LINE -> line.addKeyValue("because", text(error)).log(message);
      case COUNTED -> {}
    }
    if (verdict.countedBefore() > 0) {
      log.error("... {} more like these before, too many to write", verdict.countedBefore());
    }
  }

  private synchronized Verdict verdict(Kind kind) {
    long now = ticker.getAsLong();
    if (now - second >= SECOND_NANOS) {
      second = now;
      lines = 0;
    }
    boolean stack = isFirst(kind, now);
    if (!stack && lines >= LINES_PER_SECOND_MAX) {
      counted++;
      return new Verdict(Form.COUNTED, 0);
    }
    lines++;
    long before = counted;
    counted = 0;
    return new Verdict(stack ? Form.WITH_STACK : Form.ONE_LINE, before);
  }

  private boolean isFirst(Kind kind, long now) {
    Long last = lastStack.get(kind);
    if (last != null && now - last < STACK_EVERY_NANOS) {
      return false;
    }
    if (last == null && lastStack.size() >= KINDS_MAX) {
      lastStack.values().removeIf(before -> now - before >= STACK_EVERY_NANOS);
      if (lastStack.size() >= KINDS_MAX) {
        return false;
      }
    }
    lastStack.put(kind, now);
    return true;
  }

  /** The nearest line of code that is not the JDK's: that throws for everybody's mistakes. */
  private static String place(Throwable error) {
    for (StackTraceElement frame : error.getStackTrace()) {
      if (!frame.getClassName().startsWith("java.") && !frame.getClassName().startsWith("jdk.")) {
        return frame.toString();
      }
    }
    return "";
  }

  private static String text(Throwable error) {
    String text = error.toString();
    return text.length() <= TEXT_CHARS_MAX ? text : text.substring(0, TEXT_CHARS_MAX) + "...";
  }
}
