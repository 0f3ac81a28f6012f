package dev.holdfast.http.call;

import dev.holdfast.runtime.CallResult.Why;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.UnsupportedHttpVersionException;
import org.jspecify.annotations.Nullable;

/**
 * Why one request to one address has no answer. It has no cause: what libraries say may hold
 * secrets.
 */
final class WireFault extends Exception {
  /** The kinds that are told apart. */
  enum Kind {
    CONNECT,
    CERTIFICATE,
    TLS,
    TIME,
    LOST,
    GARBAGE,
    TOO_LARGE,
    NO_ROOM
  }

  private final Kind kind;

  WireFault(Kind kind) {
    super(kind.name(), null, false, false);
    this.kind = kind;
  }

  static WireFault of(IOException failure, boolean sent) {
    if (has(failure, CertificateException.class)
        || has(failure, SSLPeerUnverifiedException.class)) {
      return new WireFault(Kind.CERTIFICATE);
    }
    if (!sent) {
      return new WireFault(has(failure, SSLException.class) ? Kind.TLS : Kind.CONNECT);
    }
    if (has(failure, MessageConstraintException.class)) {
      return new WireFault(Kind.TOO_LARGE);
    }
    if (has(failure, SocketTimeoutException.class)) {
      return new WireFault(Kind.TIME);
    }
    boolean garbage =
        has(failure, ClientProtocolException.class)
            || has(failure, UnsupportedHttpVersionException.class);
    return new WireFault(garbage ? Kind.GARBAGE : Kind.LOST);
  }

  /** Whether another address of the same name may do better: nothing was sent to this one. */
  boolean beforeSending() {
    return kind == Kind.CONNECT || kind == Kind.TLS;
  }

  AttemptFailed toAttempt() {
    return switch (kind) {
      case CONNECT ->
          AttemptFailed.passing(Why.CONNECT_FAILED, "the other side could not be connected to");
      case CERTIFICATE ->
          AttemptFailed.forGood(
              Why.TLS_FAILED, "the other side's certificate is not trusted or not for this host");
      case TLS -> AttemptFailed.passing(Why.TLS_FAILED, "no TLS with the other side");
      case TIME -> AttemptFailed.passing(Why.TIMED_OUT, "the other side did not answer in time");
      case LOST ->
          AttemptFailed.passing(Why.CONNECTION_LOST, "the connection ended before the answer did");
      case GARBAGE -> AttemptFailed.passing(Why.BAD_ANSWER, "what came back is not HTTP");
      case TOO_LARGE ->
          AttemptFailed.forGood(Why.TOO_LARGE, "the answer is larger than this node takes");
      case NO_ROOM ->
          AttemptFailed.passing(Why.OVERLOADED, "too many answers arrive at once on this node");
    };
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> type) {
    for (@Nullable Throwable one = failure; one != null; one = one.getCause()) {
      if (type.isInstance(one)) {
        return true;
      }
    }
    return false;
  }
}
