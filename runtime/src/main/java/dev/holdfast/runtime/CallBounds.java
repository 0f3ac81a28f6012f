package dev.holdfast.runtime;

import java.time.Duration;

/**
 * What one {@link Call} may be: it is stored with its object until it is done, so it is bounded as
 * what is stored. Past a bound the call cannot be made: {@link IllegalArgumentException}.
 */
public final class CallBounds {
  /** Characters of a URL, each named secret or setting counted by its name. */
  public static final int URL_CHARS_MAX = 8_192;

  /** Header fields of one call, those that the node adds not counted. */
  public static final int HEADERS_MAX = 64;

  /** Characters of one header field, name and value. Servers commonly take 8 KiB. */
  public static final int HEADER_CHARS_MAX = 8_192;

  /** Bytes of a body: half a stored value by default, so that a call fits beside other changes. */
  public static final int BODY_BYTES_MAX = 1 << 20;

  /**
   * Bytes of the input of local work, as it is stored: an answer as large as the node takes by
   * default, in the base 64 that bytes in a record have, with room for what comes with it.
   */
  public static final int WORK_INPUT_BYTES_MAX = 3 << 20;

  /** Parts of one {@link Text}: a text with more is a template, which belongs in the object. */
  public static final int TEXT_PARTS_MAX = 64;

  /** Characters of the name of a secret, of a setting and of a lane. */
  public static final int NAME_CHARS_MAX = 128;

  /** Shortest deadline of one attempt: below it not even a look-up of a name succeeds. */
  public static final Duration DEADLINE_MIN = Duration.ofMillis(1);

  /** Longest deadline of one attempt: slow answers, such as of language models, take minutes. */
  public static final Duration DEADLINE_MAX = Duration.ofMinutes(10);

  /** Deadline of one attempt where the call does not say: what web servers commonly keep to. */
  public static final Duration DEADLINE_DEFAULT = Duration.ofSeconds(30);

  /** Attempts of one call. */
  public static final int ATTEMPTS_MAX = 100;

  /** Longest pause between two attempts, also one that {@code Retry-After} asks for. */
  public static final Duration PAUSE_MAX = Duration.ofHours(24);

  /** Longest time from the first attempt after which a call is given up. */
  public static final Duration GIVE_UP_AFTER_MAX = Duration.ofDays(7);

  private CallBounds() {}
}
