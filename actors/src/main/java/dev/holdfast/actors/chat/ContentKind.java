package dev.holdfast.actors.chat;

import java.util.Locale;
import java.util.Optional;

/** What a message from a channel is, beside its text or caption. */
public enum ContentKind {
  TEXT,
  ANIMATION,
  AUDIO,
  CHECKLIST,
  CONTACT,
  DICE,
  DOCUMENT,
  GAME,
  INVOICE,
  LOCATION,
  PAID_MEDIA,
  PHOTO,
  POLL,
  STICKER,
  STORY,
  VENUE,
  VIDEO,
  VIDEO_NOTE,
  VOICE,
  /** Nobody wrote it: the channel tells of an event in the chat. */
  SERVICE,
  /** A kind that this version does not know. */
  OTHER;

  /**
   * The word for it in a {@link ChatMessage}: lower case with dashes; none for plain text. A word
   * and not the constant is stored, so that an older node reads what a newer one wrote.
   */
  public Optional<String> word() {
    return this == TEXT
        ? Optional.empty()
        : Optional.of(name().toLowerCase(Locale.ROOT).replace('_', '-'));
  }
}
