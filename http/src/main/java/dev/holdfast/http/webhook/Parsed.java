package dev.holdfast.http.webhook;

import java.util.List;

/** What a genuine webhook request asks for. */
public sealed interface Parsed {
  /** Deliver these, one after another; 200 once all have taken effect. */
  record Deliver(List<WebhookDelivery> deliveries) implements Parsed {
    public Deliver {
      deliveries = List.copyOf(deliveries);
    }
  }

  /** Nothing to do: 200, so that the sender does not repeat it. {@code reason} is logged. */
  record Ignored(String reason) implements Parsed {}

  /** It makes no sense (400). {@code detail} is shown to the sender. */
  record Malformed(String detail) implements Parsed {}
}
