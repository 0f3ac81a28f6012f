package dev.holdfast.http;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a path, by hand: one map look-up by the first segment, then a comparison of
 * segments. Paths stay percent-encoded while they are cut, so that {@code %2F} is part of a name,
 * and are decoded strictly afterwards. Immutable.
 */
final class RouteTable {
  private final Map<String, List<Pattern>> byFirstSegment = new HashMap<>();

  RouteTable(List<Route> routes) {
    for (Route route : routes) {
      Pattern pattern = Pattern.of(route);
      byFirstSegment
          .computeIfAbsent(pattern.segments.getFirst().text, ignored -> new ArrayList<>())
          .add(pattern);
    }
  }

  /** What a path leads to. */
  sealed interface Match {
    /** A route and its parameters, decoded. */
    record Found(Route route, Map<String, String> parameters) implements Match {}

    /** The path is served, but not with this method. */
    record OtherMethod(List<String> allowed) implements Match {}

    /** Nothing is here. */
    record Nothing() implements Match {}
  }

  /** Matches a raw path. Throws a 400 problem for segments that cannot be read. */
  Match match(String method, String path) {
    List<Pattern> candidates = byFirstSegment.get(firstSegment(path));
    if (candidates == null) {
      return new Match.Nothing();
    }
    Set<String> allowed = null;
    for (Pattern pattern : candidates) {
      List<String> values = pattern.values(path);
      if (values == null) {
        continue;
      }
      if (pattern.route.methods().isEmpty() || pattern.route.methods().contains(method)) {
        return new Match.Found(pattern.route, pattern.decoded(values));
      }
      allowed = allowed == null ? new LinkedHashSet<>() : allowed;
      allowed.addAll(pattern.route.methods());
    }
    return allowed == null ? new Match.Nothing() : new Match.OtherMethod(List.copyOf(allowed));
  }

  private static String firstSegment(String path) {
    int end = path.indexOf('/', 1);
    return path.substring(1, end < 0 ? path.length() : end);
  }

  private record Segment(String text, boolean parameter) {
    static Segment of(String text) {
      return text.startsWith("{")
          ? new Segment(text.substring(1, text.length() - 1), true)
          : new Segment(text, false);
    }
  }

  /**
   * One route's path, cut into segments.
   *
   * @param rest the name of the parameter that takes all that follows, or null
   */
  private record Pattern(Route route, List<Segment> segments, @Nullable String rest) {
    static Pattern of(Route route) {
      List<Segment> segments = new ArrayList<>();
      String rest = null;
      for (String text : route.path().substring(1).split("/", -1)) {
        if (text.endsWith("...}")) {
          rest = text.substring(1, text.length() - 4);
        } else {
          segments.add(Segment.of(text));
        }
      }
      return new Pattern(route, segments, rest);
    }

    /** The raw values of the parameters, or null when the path does not match. */
    @Nullable List<String> values(String path) {
      List<String> values = new ArrayList<>(4);
      int at = 0;
      for (Segment segment : segments) {
        if (at >= path.length()) {
          return null;
        }
        int next = path.indexOf('/', at + 1);
        int end = next < 0 ? path.length() : next;
        if (segment.parameter) {
          values.add(path.substring(at + 1, end));
        } else if (end - at - 1 != segment.text.length()
            || !path.startsWith(segment.text, at + 1)) {
          return null;
        }
        at = end;
      }
      if (rest != null) {
        values.add(path.substring(at));
        return values;
      }
      return at == path.length() ? values : null;
    }

    Map<String, String> decoded(List<String> values) {
      if (values.isEmpty()) {
        return Map.of();
      }
      Map<String, String> named = new HashMap<>(8);
      int index = 0;
      for (Segment segment : segments) {
        if (segment.parameter) {
          named.put(segment.text, PathText.segment(values.get(index)));
          index++;
        }
      }
      if (rest != null) {
        named.put(rest, PathText.rest(values.get(index)));
      }
      return named;
    }
  }
}
