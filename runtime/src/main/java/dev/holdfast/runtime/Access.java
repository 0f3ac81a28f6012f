package dev.holdfast.runtime;

/** Who may send a request to an object over HTTP, see {@link ObjectType#access}. */
public enum Access {
  /** Anyone who reaches the node; the object checks what it needs to. */
  PUBLIC,
  /** Who presents the node's API token. */
  BY_TOKEN,
  /** Nobody, as if the type were not there: for objects that only code at the edge may reach. */
  NOBODY;

  /** Decides on the request alone, at the edge, before the object is reached. Must not block. */
  @FunctionalInterface
  public interface Rule {
    Access authorize(Request request);
  }
}
