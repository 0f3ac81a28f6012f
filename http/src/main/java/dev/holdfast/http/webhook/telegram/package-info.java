/**
 * Telegram: bot updates become entries of chat sessions. Facts about the Bot API are from {@code
 * tdlib/telegram-bot-api} (server 10.0) and core.telegram.org/bots/api.
 */
@NullMarked
package dev.holdfast.http.webhook.telegram;

import org.jspecify.annotations.NullMarked;
