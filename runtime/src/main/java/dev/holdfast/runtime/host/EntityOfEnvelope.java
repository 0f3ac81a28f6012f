package dev.holdfast.runtime.host;

import dev.holdfast.runtime.spi.WakeIndex;
import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;

/** Which entity and which shard an envelope is for. */
final class EntityOfEnvelope extends ShardingMessageExtractor<ObjectCommand, ObjectCommand> {
  /**
   * Ten nodes have six or seven each, so none has much more than another. Not more, because after a
   * crash their homes are found one by one, each told to all nodes before the next. Changing it
   * needs a stop of the whole cluster.
   */
  static final int SHARDS = 64;

  private static final String[] NAMES = new String[SHARDS];

  static {
    for (int i = 0; i < SHARDS; i++) {
      NAMES[i] = Integer.toString(i);
    }
  }

  @Override
  public String entityId(ObjectCommand message) {
    return switch (message) {
      case Envelope envelope -> envelope.entity();
      case ObjectCommand.Wake(String entity) -> entity;
      case ObjectCommand.Internal _ ->
          throw new IllegalArgumentException("only envelopes and wake-ups travel to objects");
    };
  }

  @Override
  public String shardId(String entityId) {
    return ShardKeeper.is(entityId) ? ShardKeeper.shard(entityId) : NAMES[shard(entityId)];
  }

  /**
   * Each shard is some whole slices of the wake index: whoever wakes the objects of a shard can be
   * where they are, and hears from them without a message to another node.
   */
  static int shard(String entityId) {
    return WakeIndex.sliceOf(entityId) * SHARDS / WakeIndex.SLICES;
  }

  /** The slices that a shard consists of. */
  static WakeIndex.Slices slices(int shard) {
    return new WakeIndex.Slices(first(shard), first(shard + 1));
  }

  private static int first(int shard) {
    return Math.ceilDiv(shard * WakeIndex.SLICES, SHARDS);
  }

  @Override
  public ObjectCommand unwrapMessage(ObjectCommand message) {
    return message;
  }
}
