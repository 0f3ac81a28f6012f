package dev.holdfast.runtime;

import java.util.regex.Pattern;

/**
 * A piece of work that is too heavy for a handler, such as parsing a large feed: it runs on a
 * thread of its own, outside of its object, when a turn asks for it with {@link Call#local}. Kept
 * as a constant and registered with {@link Catalogue#with}.
 *
 * <p>It sees its input and nothing else: no object, storage, clock, ids, settings or secrets. So
 * what it gives depends on the input alone, it is tested as a function, and it may be run again: at
 * least once, as all calls. Whatever it needs beside, the turn puts into the input.
 *
 * <p>It may compute and block for as long as the call's deadline, and must end then: it is
 * interrupted, and one that goes on takes a thread from the node.
 *
 * <p>Thread rule: {@link #run} is called by many threads at once.
 *
 * @param name {@code [a-z][a-z0-9-]{0,62}}; stored with calls that wait, never changes
 * @param input what it takes, as {@link Stored} allows
 * @param output what it gives, likewise; one result is at most a stored value
 * @param body does it
 */
public record LocalWork<I, O>(String name, Class<I> input, Class<O> output, Body<I, O> body) {
  private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

  /** The work itself. */
  @FunctionalInterface
  public interface Body<I, O> {
    /** Whatever it throws ends the call as {@link CallResult.Why#WORK_FAILED}. */
    O run(I input) throws Exception;
  }

  public LocalWork {
    checkName(name);
    StoredTypes.require(input);
    StoredTypes.require(output);
  }

  /** Work of that name; throws {@link IllegalArgumentException} for what cannot be stored. */
  public static <I, O> LocalWork<I, O> of(
      String name, Class<I> input, Class<O> output, Body<I, O> body) {
    return new LocalWork<>(name, input, output, body);
  }

  /** Does it here and now. */
  public O run(I given) throws Exception {
    return body.run(given);
  }

  static void checkName(String name) {
    if (!NAME.matcher(name).matches()) {
      throw new IllegalArgumentException(
          "local work '%s' is not of the form %s. Use lower-case letters, digits and dashes."
              .formatted(CallRules.shown(name), NAME.pattern()));
    }
  }
}
