package dev.holdfast.runtime;

/**
 * One accepted WebSocket connection.
 *
 * @param hub the part of a node that holds it
 * @param value unique within the hub
 */
public record SocketId(String hub, String value) {
  @Override
  public String toString() {
    return hub + ":" + value;
  }
}
