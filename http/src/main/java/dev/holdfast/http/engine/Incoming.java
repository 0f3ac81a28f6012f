package dev.holdfast.http.engine;

import dev.holdfast.http.Problem;
import dev.holdfast.runtime.Headers;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A request whose head has been read, and perhaps its body. */
public interface Incoming {
  /**
   * Bytes of an unwanted body that are read and dropped, so that a client that sends first and
   * reads then gets our answer, and can go on using its connection. Four times the largest body
   * that is taken by default: who misjudged a bound is told, who floods is cut off.
   */
  long IGNORED_BYTES_MAX = 16L << 20;

  /** In capitals. */
  String method();

  /** The request target as it came, percent-encoded, with the query. */
  String target();

  Headers headers();

  /** The other end of the connection. */
  InetAddress peer();

  /** Whether the connection is TLS. */
  boolean secure();

  /** The body if all of it is here already, else null. Not copied, do not write to it. */
  byte @Nullable [] bodyAtHand();

  /** What {@code Content-Length} says, -1 when it says nothing. */
  long declaredBytes();

  /**
   * Reads the body. Fails with {@link BodyTooLarge} past {@code bytesMax} and with {@link
   * BodyTooSlow} when it is not complete within the deadline.
   */
  CompletionStage<byte[]> body(int bytesMax, Duration deadline);

  /**
   * The body will not be read. The stage, which never fails, completes when it is time to answer:
   * an answer before the end of the body ends the connection, which costs a client that would have
   * gone on using it a new one. So what still comes is dropped first, up to {@link
   * #IGNORED_BYTES_MAX} and for 10 s.
   *
   * <p>At once, and the connection closes, when the body is declared as larger, and when the client
   * waits for our leave to send it ({@code Expect: 100-continue}): reading would give that leave.
   */
  CompletionStage<?> ignoreBody();

  /**
   * Why this request cannot become a WebSocket (RFC 6455, 4.2.1); empty when it can. To be asked
   * before an object is.
   */
  Optional<Problem> handshakeProblem();

  /** The body has more bytes than allowed. */
  final class BodyTooLarge extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BodyTooLarge() {
      super("body too large", null, false, false);
    }
  }

  /** The body did not arrive in time. */
  final class BodyTooSlow extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BodyTooSlow() {
      super("body too slow", null, false, false);
    }
  }
}
