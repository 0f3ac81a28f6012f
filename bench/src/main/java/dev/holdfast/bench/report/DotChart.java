package dev.holdfast.bench.report;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Times by kind, each a dot on one line, and a dashed mark for what must be kept. */
public final class DotChart {
  private static final int WIDTH = 900;
  private static final int LEFT = 260;
  private static final int RIGHT = 40;
  private static final int TOP = 50;
  private static final int ROW = 28;

  private DotChart() {}

  /**
   * The picture, as SVG.
   *
   * @param seconds by kind, in the order in which they are shown
   * @param bounds of those kinds that have one, in seconds
   */
  public static String svg(
      String title, Map<String, List<Double>> seconds, Map<String, Double> bounds) {
    double most =
        Math.max(
            1,
            seconds.values().stream()
                .flatMap(List::stream)
                .mapToDouble(Double::doubleValue)
                .max()
                .orElse(1));
    double end = Math.max(most, bounds.values().stream().max(Double::compare).orElse(1.0)) * 1.05;
    StringBuilder svg = new StringBuilder();
    int height = TOP + seconds.size() * ROW + 30;
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" \
        font-family="sans-serif" font-size="13">
        <rect width="%1$d" height="%2$d" fill="#ffffff"/>
        <text x="12" y="24" font-size="16">%3$s</text>
        """
            .formatted(WIDTH, height, title));
    int y = TOP;
    for (var kind : seconds.entrySet()) {
      row(svg, kind.getKey(), kind.getValue(), bounds.getOrDefault(kind.getKey(), 0.0), end, y);
      y += ROW;
    }
    for (int tick = 0; tick <= end; tick += Math.max(1, (int) end / 10)) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%d s</text>%n",
              x(tick, end),
              height - 10,
              tick));
    }
    return svg.append("</svg>\n").toString();
  }

  private static void row(
      StringBuilder svg, String kind, List<Double> seconds, double bound, double end, int y) {
    svg.append(
        String.format(
            Locale.ROOT,
            """
            <text x="%d" y="%d" text-anchor="end">%s (%d)</text>
            <line x1="%d" x2="%d" y1="%d" y2="%d" stroke="#ddd"/>
            """,
            LEFT - 12,
            y + 14,
            kind,
            seconds.size(),
            LEFT,
            WIDTH - RIGHT,
            y + 10,
            y + 10));
    for (double value : seconds) {
      boolean kept = bound == 0 || value <= bound;
      svg.append(
          String.format(
              Locale.ROOT,
              "<circle cx=\"%.1f\" cy=\"%d\" r=\"5\" fill=\"%s\" fill-opacity=\"0.6\"/>%n",
              x(value, end),
              y + 10,
              kept ? "#2a7f62" : "#c0392b"));
    }
    if (bound > 0) {
      svg.append(
          String.format(
              Locale.ROOT,
              "<line x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\" stroke=\"#000\""
                  + " stroke-width=\"2\" stroke-dasharray=\"3 2\"/>%n",
              x(bound, end),
              y - 2,
              y + 22));
    }
  }

  private static double x(double seconds, double end) {
    return LEFT + seconds / end * (WIDTH - LEFT - RIGHT);
  }
}
