package dev.holdfast.runtime;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A text of a {@link Call} in which secrets and settings of the node are named, not contained: they
 * are put in where the call leaves the node.
 *
 * <p>It is made of parts and never of placeholders inside a string, so a text that came with an
 * event cannot name a secret, whatever it says. Equal texts have equal parts; texts in a row are
 * one.
 *
 * @param parts at most {@link CallBounds#TEXT_PARTS_MAX}; none is an empty text
 */
public record Text(List<Part> parts) {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

  /** One piece of a text. */
  public sealed interface Part {
    /** These characters. */
    record Literal(String text) implements Part {}

    /** What the node keeps secret under that name, such as {@code TELEGRAM_BOT_TOKEN}. */
    record Secret(String name) implements Part {
      public Secret {
        checkName("secret", name);
      }
    }

    /** What the node's configuration says under that name, such as {@code TELEGRAM_API_URL}. */
    record Setting(String name) implements Part {
      public Setting {
        checkName("setting", name);
      }
    }
  }

  public Text {
    parts = joined(parts);
    if (parts.size() > CallBounds.TEXT_PARTS_MAX) {
      throw new IllegalArgumentException(
          "a text has %d parts, limit %d. Join texts before they become parts."
              .formatted(parts.size(), CallBounds.TEXT_PARTS_MAX));
    }
  }

  /** These characters, whatever they are. */
  public static Text of(String literal) {
    return new Text(List.of(new Part.Literal(literal)));
  }

  /** A text that begins with a secret. */
  public static Text ofSecret(String name) {
    return new Text(List.of(new Part.Secret(name)));
  }

  /**
   * A text that begins with a setting. A URL that does is trusted: it may lead into the private
   * network.
   */
  public static Text ofSetting(String name) {
    return new Text(List.of(new Part.Setting(name)));
  }

  /** This and then these characters, whatever they are. */
  public Text text(String literal) {
    return with(new Part.Literal(literal));
  }

  /** This and then a secret, as it is: nothing is escaped. */
  public Text secret(String name) {
    return with(new Part.Secret(name));
  }

  /** This and then a setting, as it is: nothing is escaped. */
  public Text setting(String name) {
    return with(new Part.Setting(name));
  }

  /** Whether a secret is named in it. */
  public boolean hasSecret() {
    return parts.stream().anyMatch(Part.Secret.class::isInstance);
  }

  /** Its characters, those of a named secret or setting counted by its name. */
  public long chars() {
    long chars = 0;
    for (Part part : parts) {
      chars +=
          switch (part) {
            case Part.Literal(String text) -> text.length();
            case Part.Secret(String name) -> name.length();
            case Part.Setting(String name) -> name.length();
          };
    }
    return chars;
  }

  /** With the names of secrets and settings, such as {@code /bot[secret TOKEN]/getMe}. */
  @Override
  public String toString() {
    StringBuilder shown = new StringBuilder();
    for (Part part : parts) {
      shown.append(
          switch (part) {
            case Part.Literal(String text) -> text;
            case Part.Secret(String name) -> "[secret " + name + "]";
            case Part.Setting(String name) -> "[setting " + name + "]";
          });
    }
    return shown.toString();
  }

  private Text with(Part part) {
    List<Part> more = new ArrayList<>(parts);
    more.add(part);
    return new Text(more);
  }

  private static List<Part> joined(List<Part> parts) {
    List<Part> joined = new ArrayList<>();
    for (Part part : parts) {
      if (part instanceof Part.Literal(String text)) {
        if (!joined.isEmpty() && joined.getLast() instanceof Part.Literal(String before)) {
          joined.set(joined.size() - 1, new Part.Literal(before + text));
        } else if (!text.isEmpty()) {
          joined.add(part);
        }
      } else {
        joined.add(part);
      }
    }
    return List.copyOf(joined);
  }

  private static void checkName(String what, String name) {
    if (name.length() > CallBounds.NAME_CHARS_MAX || !NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "'%s' cannot name a %s. Use 1 to %d letters, digits, '_', '.' and '-'."
              .formatted(CallRules.shown(name), what, CallBounds.NAME_CHARS_MAX));
    }
  }
}
