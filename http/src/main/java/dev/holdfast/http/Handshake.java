package dev.holdfast.http;

import dev.holdfast.runtime.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a request that wants a WebSocket brings because a browser can set no header on one: an API
 * token as an offered subprotocol, or a ticket in the query. Neither is an object's business.
 *
 * @param wanted whether a WebSocket is; without, there is none of the rest
 * @param protocol the subprotocol to answer with: the first offered one that is no token. Empty
 *     when none is offered
 * @param bearer the API token among the offered subprotocols
 * @param ticket as it came
 * @param query the request's, without the ticket
 */
record Handshake(
    boolean wanted,
    Optional<String> protocol,
    Optional<String> bearer,
    Optional<String> ticket,
    String query) {
  static final String PROTOCOLS = "sec-websocket-protocol";

  /** What an API token begins with as a subprotocol; what follows is base64url, no padding. */
  static final String BEARER = "bearer.";

  /** Subprotocols offered at once: a client speaks a version or two. */
  static final int PROTOCOLS_MAX = 16;

  private static final String TICKET = "ticket";

  /** A request's; throws a 400 problem for what cannot be read. */
  static Handshake of(Headers headers, String query) {
    if (!EdgeRequest.wantsSocket(headers)) {
      return new Handshake(false, Optional.empty(), Optional.empty(), Optional.empty(), query);
    }
    Set<String> offered = offered(headers);
    Optional<String> protocol = offered.stream().filter(one -> !isBearer(one)).findFirst();
    Optional<String> bearer = offered.stream().filter(Handshake::isBearer).findFirst();
    if (bearer.isPresent() && protocol.isEmpty()) {
      throw malformed(
          "A token is the only subprotocol offered, and a server must not answer with it. Offer the"
              + " one you speak, too, such as holdfast.v1.");
    }
    Percent.Taken ticket = taken(query);
    return new Handshake(
        true, protocol, bearer.map(Handshake::token), ticket.value(), ticket.rest());
  }

  /** Says neither token nor ticket. */
  @Override
  public String toString() {
    return "Handshake[%s]".formatted(protocol.orElse(""));
  }

  static boolean isBearer(String protocol) {
    return protocol.startsWith(BEARER);
  }

  private static Set<String> offered(Headers headers) {
    Set<String> offered = new LinkedHashSet<>();
    int bearers = 0;
    for (String field : headers.all(PROTOCOLS)) {
      for (String part : field.split(",", -1)) {
        String protocol = part.strip();
        bearers += isBearer(protocol) ? 1 : 0;
        if (!isToken(protocol) || !offered.add(protocol) || bearers > 1) {
          throw malformed(
              "Sec-WebSocket-Protocol must list names of letters, digits and some punctuation (RFC"
                  + " 9110, 5.6.2), each once, and at most one 'bearer.', without padding.");
        }
        if (offered.size() > PROTOCOLS_MAX) {
          throw malformed(
              "More than %d subprotocols are offered. Offer those you speak."
                  .formatted(PROTOCOLS_MAX));
        }
      }
    }
    return offered;
  }

  private static String token(String bearer) {
    try {
      byte[] bytes = Base64.getUrlDecoder().decode(bearer.substring(BEARER.length()));
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (IllegalArgumentException | CharacterCodingException unreadable) {
      throw malformed(
          "What follows 'bearer.' in Sec-WebSocket-Protocol must be the token's UTF-8 as base64url"
              + " without padding.");
    }
  }

  private static Percent.Taken taken(String query) {
    try {
      Percent.Taken first = Percent.takeParameter(query, TICKET);
      if (Percent.takeParameter(first.rest(), TICKET).value().isEmpty()) {
        return first;
      }
    } catch (IllegalArgumentException unreadable) {
      // Answered below, without what was sent.
    }
    throw malformed("'ticket' in the query is there twice or badly encoded. Send it once.");
  }

  // RFC 9110, 5.6.2.
  private static boolean isToken(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      if (!plain && "!#$%&'*+-.^_`|~".indexOf(c) < 0) {
        return false;
      }
    }
    return !text.isEmpty();
  }

  private static ProblemException malformed(String detail) {
    return Problems.malformed(detail).exception();
  }
}
