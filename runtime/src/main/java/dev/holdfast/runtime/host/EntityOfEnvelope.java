package dev.holdfast.runtime.host;

import org.apache.pekko.cluster.sharding.typed.ShardingMessageExtractor;

/** Which entity and which shard an envelope is for. */
final class EntityOfEnvelope extends ShardingMessageExtractor<ObjectCommand, ObjectCommand> {
  /**
   * Ten shards a node for up to ten nodes, the ratio that Pekko's documentation recommends.
   * Changing it needs a stop of the whole cluster.
   */
  static final int SHARDS = 100;

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
    return ShardKeeper.is(entityId)
        ? ShardKeeper.shard(entityId)
        : NAMES[Math.floorMod(entityId.hashCode(), SHARDS)];
  }

  @Override
  public ObjectCommand unwrapMessage(ObjectCommand message) {
    return message;
  }
}
