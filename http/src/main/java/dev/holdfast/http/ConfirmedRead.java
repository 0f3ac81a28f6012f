package dev.holdfast.http;

import dev.holdfast.runtime.Headers;

/**
 * The header {@code Holdfast-Read: confirmed}: its answer leaves only once the database said, after
 * the object decided it, that the node still runs that object. It costs one round trip.
 */
final class ConfirmedRead {
  static final String HEADER = "holdfast-read";

  private static final String CONFIRMED = "confirmed";

  private ConfirmedRead() {}

  /** Whether the request asks for it. Throws a 400 problem for a value that is not known. */
  static boolean isWanted(EdgeRequest request) {
    boolean wanted = false;
    for (Headers.Field field : request.headers().fields()) {
      if (field.name().equalsIgnoreCase(HEADER)) {
        if (!field.value().trim().equalsIgnoreCase(CONFIRMED)) {
          throw Problems.malformed(
                  "Holdfast-Read can be 'confirmed'. Leave it out for an ordinary read.")
              .exception();
        }
        wanted = true;
      }
    }
    return wanted;
  }
}
