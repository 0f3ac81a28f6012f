package dev.holdfast.runtime.host;

/**
 * Names of alarms as an object's state has them: as the object gave them, or, for one that an
 * operator had tried again, its name and the letter's id. Such a one stands beside the alarm of
 * that name, which may be set anew or be a schedule that goes on: neither moves the other.
 */
final class AlarmName {
  /** No object can give a name with it. */
  private static final char BEFORE_LETTER = '\0';

  private AlarmName() {}

  static String redriven(String name, String letter) {
    return name + BEFORE_LETTER + letter;
  }

  static boolean isRedriven(String stored) {
    return stored.indexOf(BEFORE_LETTER) >= 0;
  }

  /** As its object knows it. */
  static String shown(String stored) {
    int end = stored.indexOf(BEFORE_LETTER);
    return end < 0 ? stored : stored.substring(0, end);
  }
}
