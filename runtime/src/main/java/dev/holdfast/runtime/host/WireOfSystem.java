package dev.holdfast.runtime.host;

import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.jspecify.annotations.Nullable;

/**
 * Where the serializer, which Pekko makes, finds what belongs to its node.
 *
 * <p>Thread rule: callable from any thread.
 */
final class WireOfSystem implements Extension {
  static final AbstractExtensionId<WireOfSystem> ID =
      new AbstractExtensionId<>() {
        @Override
        public WireOfSystem createExtension(ExtendedActorSystem system) {
          return new WireOfSystem();
        }
      };

  private volatile @Nullable NodeWire wire;

  void set(NodeWire made) {
    wire = made;
  }

  /** Null until the host has started. */
  @Nullable NodeWire get() {
    return wire;
  }
}
