package dev.holdfast.node.docs;

import dev.holdfast.http.limits.Rate;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Objects;

/** Values of the code as the pages write them. */
final class Shown {
  private Shown() {}

  static String of(Object value) {
    return switch (value) {
      case Rate rate when rate.unlimited() -> "unlimited";
      case Rate(long perSecond, long burst) -> "%d/s, burst %d".formatted(perSecond, burst);
      case Duration time -> duration(time);
      case Boolean on -> on ? "on" : "off";
      default -> String.valueOf(value);
    };
  }

  private static String duration(Duration time) {
    if (time.toMillis() % 1_000 != 0) {
      return time.toMillis() + " ms";
    }
    if (time.toSeconds() % 3_600 == 0) {
      return time.toHours() + " h";
    }
    return time.toSeconds() % 60 == 0 ? time.toMinutes() + " min" : time.toSeconds() + " s";
  }

  static Object value(RecordComponent component, Record of) {
    try {
      return Objects.requireNonNull(component.getAccessor().invoke(of));
    } catch (ReflectiveOperationException e) {
      throw new LinkageError(component.getName(), e);
    }
  }

  static String resource(String name) {
    try (InputStream in = Shown.class.getClassLoader().getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
