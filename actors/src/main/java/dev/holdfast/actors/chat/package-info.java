/**
 * Chat sessions: one object a chat, its transcript a log that sockets follow. What channel a chat
 * lives on is only part of its name here; the edge translates each channel's updates.
 */
@NullMarked
package dev.holdfast.actors.chat;

import org.jspecify.annotations.NullMarked;
