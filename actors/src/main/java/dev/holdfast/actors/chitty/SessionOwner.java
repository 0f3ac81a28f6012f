package dev.holdfast.actors.chitty;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.DurableObject;
import dev.holdfast.runtime.KeyRange;
import dev.holdfast.runtime.Message;
import dev.holdfast.runtime.ObjectContext;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Storage;
import dev.holdfast.runtime.StorageKey;
import dev.holdfast.runtime.Stored;
import dev.holdfast.runtime.Turn;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Lists the contexts of one owner, whose {@code chittyId} is its name. Contexts tell it in the
 * commit that makes or ends them; with its last context it ends itself.
 */
public final class SessionOwner implements DurableObject<SessionOwner.Command> {
  public static final ObjectType<Command> TYPE =
      ObjectType.of("session-owner", Command.class, SessionOwner::new);

  private static final String PREFIX = "session/";

  /** What it can be told and asked. */
  public sealed interface Command extends Message {}

  /** There is a context of that id, or it was changed since it told last. */
  @Stored("listed")
  record Listed(String sessionId, Instant created, Instant updated) implements Command {}

  /** The context ended. */
  @Stored("unlisted")
  record Unlisted(String sessionId) implements Command {}

  /** Whether the list has that context, and room. */
  @Stored("read-standing")
  public record ReadStanding(String sessionId) implements Command, Asks<Standing> {}

  /**
   * The contexts whose ids sort after {@code after}, by the bytes of their UTF-8.
   *
   * @param after empty for the first
   * @param limit from 1
   */
  @Stored("read-contexts")
  public record ReadContexts(String after, int limit) implements Command, Asks<Contexts> {}

  /**
   * How it is with the list.
   *
   * @param listed whether that context is in it
   * @param contexts how many are
   */
  @Stored("standing")
  public record Standing(boolean listed, int contexts) {}

  /**
   * A page of the list.
   *
   * @param next what to give as {@code after} for those that follow; empty at the end
   */
  @Stored("contexts")
  public record Contexts(List<Entry> entries, Optional<String> next) {}

  /** One context; {@code updated} may lag by {@link ChittySession#OWNER_TOLD_EVERY}. */
  @Stored("entry")
  public record Entry(String sessionId, Instant created, Instant updated) {}

  /** The owner's object. Throws {@link IllegalArgumentException} for what nobody is called. */
  public static ObjectId id(String chittyId) {
    return new ObjectId(TYPE.name(), chittyId);
  }

  @Override
  public Turn onMessage(Command command, ObjectContext context) {
    Storage storage = context.storage();
    return switch (command) {
      case Listed(String id, Instant created, Instant updated) ->
          Turn.draft().put(key(id), new Entry(id, created, updated));
      case Unlisted(String id) -> unlisted(key(id), storage);
      case ReadStanding ask ->
          Turn.draft()
              .reply(
                  ask, new Standing(storage.get(key(ask.sessionId())).isPresent(), storage.size()));
      case ReadContexts ask -> Turn.draft().reply(ask, page(ask, storage));
    };
  }

  private static Turn unlisted(StorageKey<Entry> key, Storage storage) {
    if (storage.get(key).isEmpty()) {
      return Turn.none();
    }
    return storage.size() == 1 ? Turn.draft().destroy() : Turn.draft().delete(key);
  }

  private static Contexts page(ReadContexts ask, Storage storage) {
    KeyRange range = KeyRange.prefix(PREFIX).from(PREFIX + ask.after());
    // Two more than asked for: the one that `after` names, and one that says whether more follow.
    Map<String, Entry> found = storage.list(range.limit(ask.limit() + 2), Entry.class);
    List<Entry> entries = new ArrayList<>(found.values());
    if (!ask.after().isEmpty()) {
      entries.removeIf(entry -> entry.sessionId().equals(ask.after()));
    }
    if (entries.size() <= ask.limit()) {
      return new Contexts(entries, Optional.empty());
    }
    List<Entry> shown = entries.subList(0, ask.limit());
    return new Contexts(List.copyOf(shown), Optional.of(shown.getLast().sessionId()));
  }

  private static StorageKey<Entry> key(String sessionId) {
    return StorageKey.of(PREFIX + sessionId, Entry.class);
  }
}
