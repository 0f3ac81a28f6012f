package dev.holdfast.node;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node has started, to be ended in reverse order, each whatever became of the others. */
final class StartedParts implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(StartedParts.class);

  private record Part(String name, AutoCloseable end) {}

  private final Deque<Part> parts = new ArrayDeque<>();

  /** Notes a part that was started, with what ends it. */
  void add(String name, AutoCloseable end) {
    parts.push(new Part(name, end));
  }

  <T extends AutoCloseable> T started(String name, T part) {
    add(name, part);
    return part;
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      Part part = parts.pop();
      try {
        LOG.debug("ending {}", part.name());
        part.end().close();
      } catch (Exception e) {
        LOG.warn("{} did not end cleanly; nothing acknowledged is lost by it", part.name(), e);
      }
    }
  }
}
