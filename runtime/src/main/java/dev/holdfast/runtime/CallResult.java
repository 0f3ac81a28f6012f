package dev.holdfast.runtime;

import java.nio.charset.StandardCharsets;

/** What became of a {@link Call}. */
public sealed interface CallResult {
  /**
   * The other side answered. That is no praise: a call whose attempts ended with 503 has this
   * result too, with the last answer.
   *
   * @param status 200 to 599; a redirect that was not followed is one
   * @param headers their names in lower case
   * @param body all of it: a body past the node's bound is {@link Why#TOO_LARGE}; not copied, do
   *     not write to it
   */
  record Answered(int status, Headers headers, byte[] body) implements CallResult {
    /** Whether the status is 200 to 299. */
    public boolean ok() {
      return status >= 200 && status <= 299;
    }

    /** The body read as UTF-8. */
    public String text() {
      return new String(body, StandardCharsets.UTF_8);
    }
  }

  /**
   * The local work was done.
   *
   * @param value what it gave
   */
  record Worked(Object value) implements CallResult {
    /** What that work gave; throws {@link ClassCastException} when it was other work. */
    public <O> O as(LocalWork<?, O> work) {
      return work.output().cast(value);
    }
  }

  /**
   * Nobody answered, or what answered could not be taken. Whether the other side acted is not known
   * unless {@code why} says so.
   *
   * @param attempts how often it was tried; 0 when it was refused before anything was sent
   * @param text for people; it names neither secrets nor what is inside the node
   */
  record GaveUp(Why why, int attempts, String text) implements CallResult {}

  /** Why a call has no answer. The codes are stored and shown: they never change. */
  enum Why {
    /** A secret or setting that it names is missing or cannot stand where it is named. */
    NOT_CONFIGURED("not-configured"),
    /** Its URL, or a redirect, leads to an address or a port that is not allowed to it. */
    REFUSED_ADDRESS("refused-address"),
    /** The name in its URL has no address. */
    UNRESOLVABLE("unresolvable"),
    /** No connection: nobody listens there or the way is blocked. */
    CONNECT_FAILED("connect-failed"),
    /** TLS failed; above all a certificate that is not trusted or is another host's. */
    TLS_FAILED("tls-failed"),
    /** The deadline passed. */
    TIMED_OUT("timed-out"),
    /** The connection ended before the answer did. */
    CONNECTION_LOST("connection-lost"),
    /** What came back is not HTTP. */
    BAD_ANSWER("bad-answer"),
    /** The answer's head or body, or what local work gave, is larger than the node takes. */
    TOO_LARGE("too-large"),
    /** A redirect led to another after the last that is followed, or could not be followed. */
    BAD_REDIRECT("bad-redirect"),
    /** Too many calls wait on this node, for this host or work. Nothing was sent or done. */
    OVERLOADED("overloaded"),
    /** The local work threw, or gave what cannot be stored; the node's log says more. */
    WORK_FAILED("work-failed"),
    /** The node knows no local work of that name, or not with this input. */
    UNKNOWN_WORK("unknown-work"),
    /** A fault of the node; its log says more. */
    FAILED("failed");

    private final String code;

    Why(String code) {
      this.code = code;
    }

    /** The stable name, such as {@code timed-out}. */
    public String code() {
      return code;
    }
  }
}
