package dev.holdfast.runtime.spi;

/**
 * What a node says of messages between objects. Counts are since it started.
 *
 * @param told messages that objects of this node told others, in commits known to be durable
 * @param delivered messages that arrived; again where the sender was read back before it had
 *     written that down, and sent it once more
 * @param refused those of them that their receiver refused
 * @param resent sendings beyond the first: the receiver's node was busy or gone, its handler
 *     failed, or the answer got lost
 * @param failed attempts at receivers of this node that failed; counted when that is durable
 * @param parked messages given up by receivers of this node, each a dead letter now
 * @param waiting messages in outboxes of objects in memory on this node, not known to have arrived
 * @param waitingBytes their size
 * @param unanswered those of them that are on their way
 * @param lateAnswers answers to questions of objects of this node that had ended, dropped
 */
public record TellVitals(
    long told,
    long delivered,
    long refused,
    long resent,
    long failed,
    long parked,
    long waiting,
    long waitingBytes,
    long unanswered,
    long lateAnswers) {}
