package dev.holdfast.bench.report;

import java.util.Locale;

/** Numbers as people read them: three significant digits. */
final class Figures {
  private Figures() {}

  static String of(double value, String unit) {
    return Double.isNaN(value) ? "" : number(value) + " " + unit;
  }

  static String number(double value) {
    double size = Math.abs(value);
    if (Double.isNaN(value)) {
      return "";
    }
    String form = size >= 100 ? "%,.0f" : size >= 10 ? "%.1f" : "%.2f";
    return String.format(Locale.ROOT, form, value);
  }

  /** Microseconds, in milliseconds where that reads better. */
  static String duration(double micros) {
    if (Double.isNaN(micros)) {
      return "";
    }
    return micros >= 1_000 ? number(micros / 1_000) + " ms" : number(micros) + " µs";
  }
}
