package dev.holdfast.runtime.host;

import dev.holdfast.runtime.host.wire.WireException;
import dev.holdfast.runtime.host.wire.WireReader;
import dev.holdfast.runtime.host.wire.WireWriter;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.ByteBufferSerializer;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Everything of ours that crosses from node to node, and nothing else: deliveries, wake-ups, and
 * what goes by links. It never makes an object of a class that the bytes name. What it cannot read
 * is refused with a line in the log; the stream goes on.
 *
 * <p>Thread rule: callable from any thread. Pekko makes it, by its name in {@code reference.conf}.
 */
public final class WireSerializer extends SerializerWithStringManifest
    implements ByteBufferSerializer {
  /** Part of the format: never change. Pekko keeps those below 40 for itself. */
  private static final int IDENTIFIER = 1_107_001;

  // Part of the format: never change, never reuse.
  private static final String DELIVERY = "D";
  private static final String WAKE = "W";
  private static final String LINK = "L";

  private static final int WAKE_VERSION = 1;

  private final ExtendedActorSystem system;

  /** As Pekko makes serializers. */
  public WireSerializer(ExtendedActorSystem system) {
    this.system = system;
  }

  @Override
  public int identifier() {
    return IDENTIFIER;
  }

  @Override
  public String manifest(Object message) {
    return switch (message) {
      case Envelope _ -> DELIVERY;
      case ObjectCommand.Wake _ -> WAKE;
      case LinkMessage _ -> LINK;
      default -> throw new IllegalArgumentException(refused(message));
    };
  }

  private static String refused(Object message) {
    return "%s never leaves its node.".formatted(message.getClass().getName());
  }

  @Override
  public void toBinary(Object message, ByteBuffer buffer) {
    switch (message) {
      case Envelope envelope -> wire().write(buffer, envelope);
      case ObjectCommand.Wake(String entity) -> {
        WireWriter out = new WireWriter(buffer);
        out.tag(WAKE_VERSION);
        out.text(entity);
      }
      case LinkMessage link -> LinkFormat.write(buffer, link);
      default -> throw new IllegalArgumentException(refused(message));
    }
  }

  @Override
  public Object fromBinary(ByteBuffer buffer, String manifest) throws NotSerializableException {
    try {
      return switch (manifest) {
        case DELIVERY -> wire().read(buffer);
        case WAKE -> wire().wake(wake(new WireReader(buffer)));
        case LINK -> LinkFormat.read(new WireReader(buffer));
        default -> throw new WireException("nothing is called '%.20s' here".formatted(manifest));
      };
    } catch (WireException e) {
      throw new NotSerializableException("refused from another node: " + e.getMessage());
    } catch (RuntimeException e) {
      // Without its message, which may quote what came.
      throw new NotSerializableException("refused from another node: " + e.getClass().getName());
    }
  }

  private static String wake(WireReader in) {
    int version = in.tag();
    if (version != WAKE_VERSION) {
      throw new WireException("a wake-up is of version %d".formatted(version));
    }
    String entity = in.text();
    in.end();
    return entity;
  }

  private NodeWire wire() {
    NodeWire wire = WireOfSystem.ID.get(system).get();
    if (wire == null) {
      throw new WireException("the host of this node has not started");
    }
    return wire;
  }

  @Override
  public byte[] toBinary(Object message) {
    ByteBuffer buffer = ByteBuffer.allocate(wire().frameBytes());
    toBinary(message, buffer);
    return Arrays.copyOf(buffer.array(), buffer.position());
  }

  @Override
  public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
    return fromBinary(ByteBuffer.wrap(bytes), manifest);
  }
}
