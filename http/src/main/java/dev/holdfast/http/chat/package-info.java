/** The chat API: chat sessions as JSON resources and live sockets. */
@NullMarked
package dev.holdfast.http.chat;

import org.jspecify.annotations.NullMarked;
