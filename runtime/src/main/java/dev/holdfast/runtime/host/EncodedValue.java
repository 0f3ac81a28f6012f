package dev.holdfast.runtime.host;

/** A value as {@link ValueCodec} has it, on its way between nodes: whoever needs it reads it. */
record EncodedValue(byte[] bytes) {}
