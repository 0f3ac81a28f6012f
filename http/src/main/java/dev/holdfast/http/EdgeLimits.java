package dev.holdfast.http;

import dev.holdfast.http.limits.Rate;
import dev.holdfast.http.socket.SocketLimits;
import dev.holdfast.runtime.Limits;
import java.time.Duration;

/**
 * Every bound of the edge, with its reason. All can be set for a node.
 *
 * @param bodyBytesMax body of a request to an object; what the runtime takes (413)
 * @param webhookBytesMax body of a webhook: Telegram's largest updates are some 100 KB (413)
 * @param uriCharsMax the URL: a 512-byte name is 1,536 characters when encoded, the rest is for the
 *     path below it and the query (414)
 * @param headersMax fields of one request: browsers behind two proxies send about 40 (431)
 * @param headerCharsMax one field's value: cookies and tokens stay below 8 KiB (431)
 * @param headDeadline how long the head of a request may take to arrive, from its first byte (408)
 * @param idleTimeout how long a connection may be silent between requests: longer than any ask (30
 *     s), shorter than the 75 s after which common proxies use one again
 * @param bodyDeadline how long a body may take to arrive: 4 MiB at 3.4 Mbit/s (408)
 * @param requestsMax requests worked on at once: past it the node queues, not works (503)
 * @param bodiesBytesMax bodies of them: they are in memory until the answer; one always fits. Of a
 *     body that does not say its size, the most it may have counts until it is there (503)
 * @param connectionsMax open connections, WebSockets too (docs/adr/0015-netty-edge.md has what an
 *     idle one takes): more wait in the kernel until one ends
 * @param callerRate requests of one token or address (429)
 * @param loopbackRate the same for callers on this machine that no proxy speaks for; unlimited by
 *     default, because whoever runs programs here does not need the network to overload it
 * @param webhookRate genuine deliveries of one webhook source: Telegram has at most 100 connections
 *     a bot, each waiting for its answer (429)
 * @param callersMax callers whose rate is tracked: at some 300 bytes each 6 MB
 * @param liveListenersMax pages that follow the node's turns at once (503)
 * @param drainNotice how long a node that is not the only one goes on listening after it said that
 *     it stops: as long as a proxy may take to see it, which asks every second (no time for a node
 *     that is alone)
 * @param drainDeadline how long requests in flight may take when the node stops
 * @param sockets bounds of WebSockets
 */
public record EdgeLimits(
    int bodyBytesMax,
    int webhookBytesMax,
    int uriCharsMax,
    int headersMax,
    int headerCharsMax,
    Duration headDeadline,
    Duration idleTimeout,
    Duration bodyDeadline,
    int requestsMax,
    long bodiesBytesMax,
    int connectionsMax,
    Rate callerRate,
    Rate loopbackRate,
    Rate webhookRate,
    int callersMax,
    int liveListenersMax,
    Duration drainNotice,
    Duration drainDeadline,
    SocketLimits sockets) {

  /** What a node starts with. */
  public static final EdgeLimits DEFAULTS =
      new EdgeLimits(
          Limits.DEFAULTS.requestBytesMax(),
          1 << 20,
          8_192,
          64,
          8_192,
          Duration.ofSeconds(10),
          Duration.ofSeconds(60),
          Duration.ofSeconds(10),
          8_192,
          256L << 20,
          20_000,
          new Rate(1_000, 2_000),
          Rate.UNLIMITED,
          new Rate(2_000, 10_000),
          20_000,
          64,
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          SocketLimits.DEFAULTS);

  public EdgeLimits {
    if (headersMax < 8 || uriCharsMax < 64 || requestsMax < 1 || connectionsMax < 1) {
      throw new IllegalArgumentException(
          "headersMax must be at least 8, uriCharsMax 64, requestsMax and connectionsMax 1.");
    }
    if (bodiesBytesMax < bodyBytesMax) {
      throw new IllegalArgumentException(
          "bodiesBytesMax is %d, less than one body may have, which is %d."
              .formatted(bodiesBytesMax, bodyBytesMax));
    }
    if (!bodyDeadline.isPositive() || !headDeadline.isPositive() || !idleTimeout.isPositive()) {
      throw new IllegalArgumentException(
          "bodyDeadline, headDeadline and idleTimeout must be above zero.");
    }
  }
}
