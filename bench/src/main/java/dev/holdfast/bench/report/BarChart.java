package dev.holdfast.bench.report;

import java.util.ArrayList;
import java.util.List;

/**
 * Ratios as horizontal bars on a logarithmic scale, the line at 1 being whom one is compared to.
 */
final class BarChart {
  private static final int WIDTH = 900;
  private static final int LEFT = 330;
  private static final int RIGHT = 120;
  private static final int TOP = 54;
  private static final int ROW = 30;
  private static final int BAR = 18;

  private final List<Row.Ratio> rows;
  private final double low;
  private final double high;

  private BarChart(List<Row.Ratio> rows) {
    this.rows = rows;
    this.low = Math.min(0.5, rows.stream().mapToDouble(Row.Ratio::ratio).min().orElse(1));
    this.high = Math.max(2, rows.stream().mapToDouble(this::farthest).max().orElse(1) * 1.1);
  }

  private double farthest(Row.Ratio row) {
    return Math.max(row.ratio(), row.atLeast().orElse(0.0));
  }

  static String svg(Report report) {
    List<Row.Ratio> ratios = new ArrayList<>();
    for (Row row : report.rows()) {
      if (row instanceof Row.Ratio ratio && Double.isFinite(ratio.ratio())) {
        ratios.add(ratio);
      }
    }
    return new BarChart(ratios).svg();
  }

  private String svg() {
    StringBuilder svg = new StringBuilder();
    int height = TOP + rows.size() * ROW + 20;
    svg.append(
        """
        <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %1$d %2$d" \
        font-family="sans-serif" font-size="13">
        <rect width="%1$d" height="%2$d" fill="#ffffff"/>
        <text x="12" y="24" font-size="16">Holdfast against what stands beside it \
        (ratio of medians, logarithmic; dashed: must reach)</text>
        """
            .formatted(WIDTH, height));
    for (int i = 0; i < rows.size(); i++) {
      bar(svg, rows.get(i), TOP + i * ROW);
    }
    svg.append(
        """
        <line x1="%1$.1f" x2="%1$.1f" y1="%2$d" y2="%3$d" stroke="#333"/>
        <text x="%1$.1f" y="%4$d" text-anchor="middle">1 x</text>
        </svg>
        """
            .formatted(x(1), TOP - 8, height - 14, TOP - 12));
    return svg.toString();
  }

  private void bar(StringBuilder svg, Row.Ratio row, int y) {
    double from = Math.min(x(1), x(row.ratio()));
    double to = Math.max(x(1), x(row.ratio()));
    String colour = row.isReached().orElse(true) ? "#2a7f62" : "#c0392b";
    svg.append(
        """
        <text x="%1$d" y="%2$d" text-anchor="end">%3$s</text>
        <rect x="%4$.1f" y="%5$d" width="%6$.1f" height="%7$d" fill="%8$s"/>
        <text x="%9$.1f" y="%2$d">%10$s x</text>
        """
            .formatted(
                LEFT - 10,
                y + 14,
                escaped(row.what()),
                from,
                y,
                Math.max(1, to - from),
                BAR,
                colour,
                to + 6,
                Figures.number(row.ratio())));
    row.atLeast().ifPresent(bound -> svg.append(mark(x(bound), y)));
  }

  private static String mark(double x, int y) {
    return """
    <line x1="%1$.1f" x2="%1$.1f" y1="%2$d" y2="%3$d" stroke="#000" stroke-width="2" \
    stroke-dasharray="3 2"/>
    """
        .formatted(x, y - 3, y + BAR + 3);
  }

  private double x(double ratio) {
    double share = Math.log(ratio / low) / Math.log(high / low);
    return LEFT + share * (WIDTH - LEFT - RIGHT);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
