package dev.holdfast.runtime;

import java.util.Set;

/** An open socket with its tags and its attachment. */
public record SocketInfo(SocketId id, Set<String> tags, byte[] attachment) {}
