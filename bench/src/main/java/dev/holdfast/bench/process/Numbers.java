package dev.holdfast.bench.process;

import java.util.LinkedHashMap;
import java.util.Map;

/** Named numbers as one line of text: {@code rate=12.5 errors=0}. */
public record Numbers(Map<String, Double> byName) {

  /** Reads such a line; what is no pair of name and number is passed over. */
  public static Numbers parse(String line) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    for (String pair : line.strip().split(" ", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        numbers.put(pair.substring(0, equals), Double.valueOf(pair.substring(equals + 1)));
      }
    }
    return new Numbers(numbers);
  }

  /** The number of this name; NaN when there is none. */
  public double get(String name) {
    return byName.getOrDefault(name, Double.NaN);
  }
}
