package dev.holdfast.runtime.host;

import dev.holdfast.runtime.ObjectId;

/**
 * Which of a sender's messages an envelope carries.
 *
 * @param sender whose outbox it is in
 * @param from who told it first: another than the sender for one that an operator has tried again
 * @param previous the number of the one before it that is not known to be delivered, 0 for none:
 *     whoever has not applied that has missed it
 */
record Tell(ObjectId sender, ObjectId from, long number, long previous) {}
