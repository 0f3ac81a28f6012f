package dev.holdfast.bench.profile;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/**
 * What a flight recording says of where time and allocation go, summed up by the package that is at
 * work: the frame nearest to the top of the stack that is not the JDK's.
 */
public final class Profile {
  private static final Pattern DIGITS = Pattern.compile("\\d+");
  private static final int SHOWN = 20;

  /** What a stack is attributed to: packages named to this depth. */
  private static final Map<String, Integer> DEPTH =
      Map.of("org.apache.pekko", 5, "dev.holdfast", 4, "scala", 2);

  private final Map<String, Double> packages = new HashMap<>();
  private final Map<String, Double> methods = new HashMap<>();
  private final Map<String, Double> threads = new HashMap<>();
  private final Map<String, Double> allocators = new HashMap<>();
  private final Map<String, Double> allocated = new HashMap<>();

  private Profile() {}

  /** Reads a recording. */
  public static Profile of(Path recording) throws IOException {
    Profile profile = new Profile();
    try (RecordingFile file = new RecordingFile(recording)) {
      while (file.hasMoreEvents()) {
        profile.add(file.readEvent());
      }
    }
    return profile;
  }

  private void add(RecordedEvent event) {
    switch (event.getEventType().getName()) {
      case "jdk.ExecutionSample", "jdk.NativeMethodSample" -> sample(event);
      case "jdk.ObjectAllocationSample" -> {
        double weight = event.getLong("weight");
        double _ = allocators.merge(owner(frames(event)), weight, Double::sum);
        double _ = allocated.merge(event.getClass("objectClass").getName(), weight, Double::sum);
      }
      default -> {}
    }
  }

  private void sample(RecordedEvent event) {
    List<RecordedFrame> frames = frames(event);
    if (frames.isEmpty() || event.getEventType().getName().equals("jdk.NativeMethodSample")) {
      return; // native samples count threads that wait in the kernel as well
    }
    double _ = packages.merge(owner(frames), 1.0, Double::sum);
    double _ = methods.merge(method(frames.getFirst()), 1.0, Double::sum);
    var thread = event.getThread("sampledThread");
    String name = thread == null ? "" : String.valueOf(thread.getJavaName());
    double _ = threads.merge(DIGITS.matcher(name).replaceAll("#"), 1.0, Double::sum);
  }

  private static List<RecordedFrame> frames(RecordedEvent event) {
    var stack = event.getStackTrace();
    return stack == null ? List.of() : stack.getFrames();
  }

  private static String method(RecordedFrame frame) {
    return frame.getMethod().getType().getName() + "." + frame.getMethod().getName();
  }

  private static String owner(List<RecordedFrame> frames) {
    for (RecordedFrame frame : frames) {
      String type = frame.getMethod().getType().getName();
      if (!type.startsWith("java.") && !type.startsWith("jdk.") && !type.startsWith("sun.")) {
        return shortened(type);
      }
    }
    return frames.isEmpty() ? "?" : "JDK: " + method(frames.getLast());
  }

  private static String shortened(String type) {
    int depth = 3;
    for (Map.Entry<String, Integer> known : DEPTH.entrySet()) {
      depth = type.startsWith(known.getKey()) ? known.getValue() : depth;
    }
    String[] parts = type.split("\\.", -1);
    int length = Math.min(depth, parts.length - 1);
    return String.join(".", List.of(parts).subList(0, Math.max(1, length)));
  }

  /** The shares, in Markdown. */
  public String markdown() {
    return table("CPU by package at work", packages)
        + table("CPU by method on top", methods)
        + table("CPU by thread", threads)
        + table("allocation by package at work", allocators)
        + table("allocation by class", allocated);
  }

  private static String table(String title, Map<String, Double> weights) {
    double total = weights.values().stream().mapToDouble(Double::doubleValue).sum();
    StringBuilder text = new StringBuilder("| share | ").append(title).append(" |\n|---|---|\n");
    List<Map.Entry<String, Double>> sorted = new ArrayList<>(weights.entrySet());
    sorted.sort(Map.Entry.<String, Double>comparingByValue().reversed());
    for (Map.Entry<String, Double> entry : sorted.subList(0, Math.min(SHOWN, sorted.size()))) {
      text.append(
          String.format(
              Locale.ROOT, "| %.1f %% | %s |%n", 100 * entry.getValue() / total, entry.getKey()));
    }
    return text.append('\n').toString();
  }
}
