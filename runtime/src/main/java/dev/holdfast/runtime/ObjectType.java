package dev.holdfast.runtime;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * One class of objects as a node knows it: its stable name, how to make an instance, and its
 * settings. Times are at most {@link Limits#TYPE_TIME_MAX}; others are refused with {@link
 * IllegalArgumentException}.
 *
 * @param name {@code [a-z][a-z0-9-]{0,62}}; part of every object's identity, never changes
 * @param messages the sealed interface of its messages, or {@link Message} when it takes none
 * @param factory makes an instance each time an object is loaded; must not block or fail
 * @param idleAfter how long an object stays in memory without events, from 0; within a second more
 * @param history how long its events are kept: how far back a restore and the audit view reach
 * @param handlerDeadline how long one handler may run, from 1 ms; empty for the node's {@link
 *     Limits#handlerDeadline()}
 * @param access who may reach it over {@code /objects}
 * @param upgrades steps from older versions of stored records
 * @param sockets what nodes do with its sockets by themselves
 */
public record ObjectType<M extends Message>(
    String name,
    Class<M> messages,
    Supplier<? extends DurableObject<M>> factory,
    Duration idleAfter,
    Duration history,
    Optional<Duration> handlerDeadline,
    Access.Rule access,
    List<Upgrade<?, ?>> upgrades,
    SocketRules sockets) {

  /** 10 s, as Durable Objects hibernate. */
  public static final Duration IDLE_AFTER_DEFAULT = Duration.ofSeconds(10);

  /** Seven days: a week's mistakes can be undone. Durable Objects keep 30. */
  public static final Duration HISTORY_DEFAULT = Duration.ofDays(7);

  /** One step from an older version of a stored record to a newer one. */
  public record Upgrade<A, B>(Class<A> from, Class<B> to, Function<A, B> step) {}

  public ObjectType {
    ObjectId.requireType(name);
    Limits.checkTime("idleAfter of type '%s'".formatted(name), idleAfter, Duration.ZERO);
    Limits.checkTime("history of type '%s'".formatted(name), history, Duration.ZERO);
    handlerDeadline.ifPresent(deadline ->
        Limits.checkTime(
            "handlerDeadline of type '%s'".formatted(name), deadline, Duration.ofMillis(1)));
    upgrades = List.copyOf(upgrades);
  }

  /** A type that takes messages. */
  public static <M extends Message> ObjectType<M> of(
      String name, Class<M> messages, Supplier<? extends DurableObject<M>> factory) {
    return new ObjectType<>(
        name,
        messages,
        factory,
        IDLE_AFTER_DEFAULT,
        HISTORY_DEFAULT,
        Optional.empty(),
        request -> Access.BY_TOKEN,
        List.of(),
        SocketRules.DEFAULTS);
  }

  /** A type that takes requests and sockets, and no messages. */
  public static ObjectType<Message> of(
      String name, Supplier<? extends DurableObject<Message>> factory) {
    return of(name, Message.class, factory);
  }

  /** This type, leaving memory after this time without events. */
  public ObjectType<M> idleAfter(Duration idle) {
    return new ObjectType<>(
        name, messages, factory, idle, history, handlerDeadline, access, upgrades, sockets);
  }

  /** This type, keeping its events for this time. */
  public ObjectType<M> history(Duration kept) {
    return new ObjectType<>(
        name, messages, factory, idleAfter, kept, handlerDeadline, access, upgrades, sockets);
  }

  /** This type, whose handlers may run for this long. */
  public ObjectType<M> handlerDeadline(Duration deadline) {
    return new ObjectType<>(
        name,
        messages,
        factory,
        idleAfter,
        history,
        Optional.of(deadline),
        access,
        upgrades,
        sockets);
  }

  /** This type, reached over HTTP by whom the rule allows. */
  public ObjectType<M> access(Access.Rule rule) {
    return new ObjectType<>(
        name, messages, factory, idleAfter, history, handlerDeadline, rule, upgrades, sockets);
  }

  /** This type, whose sockets nodes treat by these rules. */
  public ObjectType<M> sockets(SocketRules rules) {
    return new ObjectType<>(
        name, messages, factory, idleAfter, history, handlerDeadline, access, upgrades, rules);
  }

  /**
   * This type, able to read what it stored as {@code from}: both are records with a {@link Stored}
   * name, the same one when only the version differs. Steps chain.
   */
  public <A, B> ObjectType<M> upgrade(Class<A> from, Class<B> to, Function<A, B> step) {
    List<Upgrade<?, ?>> more = new ArrayList<>(upgrades);
    more.add(new Upgrade<>(from, to, step));
    return new ObjectType<>(
        name, messages, factory, idleAfter, history, handlerDeadline, access, more, sockets);
  }
}
