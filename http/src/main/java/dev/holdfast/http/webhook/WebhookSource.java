package dev.holdfast.http.webhook;

import dev.holdfast.runtime.Headers;
import java.util.List;

/**
 * One kind of sender that posts to {@code /webhook/{name}}. It knows what genuine means and which
 * object an update is for; routing, limits, dedupe, deadline and errors are the edge's.
 *
 * <p>Thread rule: called on threads of the HTTP engine, for many requests at once; never blocks.
 */
public interface WebhookSource {
  /** The last segment of its path: {@code [a-z][a-z0-9-]{0,62}}. */
  String name();

  /** Lower-case names of the headers that prove a sender; one of them twice is answered 400. */
  List<String> proofHeaders();

  /** Whether the bytes come from who they say. Must take the same time for every wrong secret. */
  Verdict verify(Headers headers, byte[] body);

  /** What to do with genuine bytes. Must not throw for any bytes. */
  Parsed parse(Headers headers, byte[] body);
}
