/** Webhooks: one {@link dev.holdfast.http.webhook.WebhookSource} a sender, one handler for all. */
@NullMarked
package dev.holdfast.http.webhook;

import org.jspecify.annotations.NullMarked;
