package dev.holdfast.runtime;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Work outside of objects, as a value: it says what is to be done and does nothing itself.
 *
 * <p>Every bound is in {@link CallBounds}; what breaks one or could be read in two ways throws
 * {@link IllegalArgumentException} where the call is made.
 */
public sealed interface Call {
  /**
   * The lane it keeps to: calls of one object in one lane run one after another. Empty for none.
   */
  Optional<String> lane();

  /** Of one attempt, from when it runs. */
  Duration deadline();

  /** How often it is tried, and how long it is held back when the node is busy. */
  CallRetry retry();

  /** A GET. */
  static Http get(Text url) {
    return http("GET", url);
  }

  /** A POST; give it a body. */
  static Http post(Text url) {
    return http("POST", url);
  }

  /** An HTTP request of any method but CONNECT and TRACE. */
  static Http http(String method, Text url) {
    return new Http(
        method,
        url,
        List.of(),
        new Body.None(),
        CallBounds.DEADLINE_DEFAULT,
        CallRetry.DEFAULT,
        Optional.empty(),
        Optional.empty());
  }

  /** Work on this node, outside of the object; its result comes as what {@code work} gives. */
  static <I> Local local(LocalWork<I, ?> work, I input) {
    return new Local(work.name(), input, CallBounds.DEADLINE_DEFAULT, Optional.empty());
  }

  /** A header field; the value may name secrets. */
  record Header(String name, Text value) {
    public Header {
      CallRules.checkHeader(name, value);
    }
  }

  /** What a request carries. */
  sealed interface Body {
    /** Nothing. */
    record None() implements Body {}

    /**
     * These bytes.
     *
     * @param content not copied, do not write to it
     */
    record Bytes(String contentType, byte[] content) implements Body {
      public Bytes {
        CallRules.checkBody(contentType, content.length);
      }
    }

    /** A text in UTF-8 that may name secrets; nothing in them is escaped. */
    record Words(String contentType, Text content) implements Body {
      public Words {
        CallRules.checkBody(contentType, CallRules.bytes(content));
      }
    }
  }

  /**
   * An HTTP request.
   *
   * @param method upper case, such as {@code GET}
   * @param url http or https, ASCII, without user and password. It begins with scheme and host, and
   *     is then refused every private address; or with a setting that holds them, and is then
   *     trusted
   * @param headers at most {@link CallBounds#HEADERS_MAX}; not those that the node itself sets,
   *     such as {@code Host} and {@code Content-Length}
   * @param deadline of one attempt, from its look-up of the name to the last byte of the answer
   * @param idempotencyKey sent as {@code Idempotency-Key} with every attempt
   */
  record Http(
      String method,
      Text url,
      List<Header> headers,
      Body body,
      Duration deadline,
      CallRetry retry,
      Optional<String> idempotencyKey,
      Optional<String> lane)
      implements Call {

    public Http {
      headers = List.copyOf(headers);
      CallRules.checkMethod(method);
      CallRules.checkUrl(url);
      CallRules.checkCount(headers.size());
      CallRules.checkDeadline(deadline);
      idempotencyKey.ifPresent(CallRules::checkIdempotencyKey);
      lane.ifPresent(CallRules::checkLane);
    }

    /** Whether its URL comes from the node's configuration and may lead to private addresses. */
    public boolean trusted() {
      return url.parts().getFirst() instanceof Text.Part.Setting;
    }

    /** About how many bytes it holds, secrets counted by their names. */
    public long bytes() {
      long bytes =
          url.chars()
              + switch (body) {
                case Body.None _ -> 0;
                case Body.Bytes(String _, byte[] content) -> content.length;
                case Body.Words(String _, Text content) -> CallRules.bytes(content);
              };
      for (Header header : headers) {
        bytes += header.name().length() + header.value().chars();
      }
      return bytes;
    }

    /** With one more header field. */
    public Http header(String name, String value) {
      return header(name, Text.of(value));
    }

    /** With one more header field, which may name secrets. */
    public Http header(String name, Text value) {
      List<Header> more = new ArrayList<>(headers);
      more.add(new Header(name, value));
      return new Http(method, url, more, body, deadline, retry, idempotencyKey, lane);
    }

    /** With that body in UTF-8. */
    public Http body(String contentType, String content) {
      return with(new Body.Bytes(contentType, content.getBytes(StandardCharsets.UTF_8)));
    }

    /** With that body, which may name secrets. */
    public Http body(String contentType, Text content) {
      return with(new Body.Words(contentType, content));
    }

    /** With that body. */
    public Http body(String contentType, byte[] content) {
      return with(new Body.Bytes(contentType, content));
    }

    /** With another deadline of one attempt. */
    public Http deadline(Duration other) {
      return new Http(method, url, headers, body, other, retry, idempotencyKey, lane);
    }

    /** Tried again otherwise. */
    public Http retry(CallRetry other) {
      return new Http(method, url, headers, body, deadline, other, idempotencyKey, lane);
    }

    /** With a key by which the other side knows a repeat. */
    public Http idempotencyKey(String key) {
      return new Http(method, url, headers, body, deadline, retry, Optional.of(key), lane);
    }

    /** In a lane: after what the object asked for in it before. */
    public Http lane(String name) {
      return new Http(
          method, url, headers, body, deadline, retry, idempotencyKey, Optional.of(name));
    }

    private Http with(Body other) {
      return new Http(method, url, headers, other, deadline, retry, idempotencyKey, lane);
    }
  }

  /**
   * Registered {@link LocalWork}. A turn that asks for work which its node does not know is
   * refused.
   *
   * @param work its name
   * @param input stored until the work is done, at most {@link CallBounds#WORK_INPUT_BYTES_MAX};
   *     not copied, do not change it
   * @param deadline from when it runs, the wait for a thread not counted; then it is interrupted
   */
  record Local(String work, Object input, Duration deadline, Optional<String> lane)
      implements Call {

    public Local {
      LocalWork.checkName(work);
      StoredTypes.require(input.getClass());
      CallRules.checkDeadline(deadline);
      lane.ifPresent(CallRules::checkLane);
    }

    /** Once: the same input would fail the same way again, and take as long. */
    @Override
    public CallRetry retry() {
      return CallRetry.ONCE;
    }

    /** With another deadline. */
    public Local deadline(Duration other) {
      return new Local(work, input, other, lane);
    }

    /** In a lane: after what the object asked for in it before. */
    public Local lane(String name) {
      return new Local(work, input, deadline, Optional.of(name));
    }
  }
}
