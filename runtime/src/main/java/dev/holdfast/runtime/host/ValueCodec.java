package dev.holdfast.runtime.host;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jdk8.Jdk8Module;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.holdfast.runtime.Frame;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.Utf8Order;
import dev.holdfast.runtime.host.stored.UnreadableException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Values as bytes: one tag, then the value. A record is JSON under its {@link
 * dev.holdfast.runtime.Stored} name and version, so bytes say what they are and a person can read
 * them in the database.
 *
 * <p>Thread rule: immutable, callable from any thread.
 */
final class ValueCodec {
  // Part of the stored format: never change, never reuse.
  private static final byte STRING = 'S';
  private static final byte BYTES = 'B';
  private static final byte LONG = 'L';
  private static final byte INTEGER = 'I';
  private static final byte DOUBLE = 'D';
  private static final byte BOOLEAN = 'Z';
  private static final byte INSTANT = 'T';
  private static final byte DURATION = 'P';
  private static final byte RECORD = 'J';

  private static final JsonMapper JSON = mapper();

  private final StoredClasses classes;

  ValueCodec(ObjectType<?> type) {
    this.classes = new StoredClasses(type.upgrades());
  }

  /** For values that are written and read by the same program: nothing is upgraded. */
  ValueCodec() {
    this.classes = new StoredClasses(List.of());
  }

  private static JsonMapper mapper() {
    JsonMapper mapper =
        JsonMapper.builder()
            .accessorNaming(new ComponentNaming())
            .addModule(new Jdk8Module())
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .disable(SerializationFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
            // A component that is absent and may not be is a version without its upgrade step.
            .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    mapper
        .configOverride(Optional.class)
        .setInclude(
            JsonInclude.Value.construct(
                JsonInclude.Include.NON_ABSENT, JsonInclude.Include.ALWAYS));
    // A null could be written but not read back; better the turn fails than the value is lost.
    mapper.getSerializerProvider().setNullValueSerializer(NoNulls.INSTANCE);
    for (Class<?> collection : List.of(List.class, Set.class, Map.class)) {
      mapper
          .configOverride(collection)
          .setSetterInfo(JsonSetter.Value.forValueNulls(Nulls.AS_EMPTY));
    }
    return mapper;
  }

  /** Throws {@link IllegalArgumentException} for a value whose type may not be stored. */
  byte[] encode(Object value) {
    return switch (value) {
      case String text -> tagged(STRING, utf8(text));
      case Long number -> ByteBuffer.allocate(9).put(LONG).putLong(number).array();
      case byte[] bytes -> tagged(BYTES, bytes);
      case Integer number -> ByteBuffer.allocate(5).put(INTEGER).putInt(number).array();
      case Boolean flag -> new byte[] {BOOLEAN, (byte) (flag ? 1 : 0)};
      case Double number -> ByteBuffer.allocate(9).put(DOUBLE).putDouble(number).array();
      case Instant at -> time(INSTANT, at.getEpochSecond(), at.getNano());
      case Duration span -> time(DURATION, span.getSeconds(), span.getNano());
      case Record fields -> encodeRecord(fields);
      default ->
          throw new IllegalArgumentException(
              "a value of %s cannot be stored. Use one of the types that @Stored lists."
                  .formatted(value.getClass().getName()));
    };
  }

  private static byte[] utf8(String text) {
    int lone = Utf8Order.loneSurrogate(text);
    if (lone >= 0) {
      throw new IllegalArgumentException(
          "a text has half a surrogate pair at %d and cannot be written as UTF-8. Clean it first."
              .formatted(lone));
    }
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] time(byte tag, long seconds, int nanos) {
    return ByteBuffer.allocate(13).put(tag).putLong(seconds).putInt(nanos).array();
  }

  private static byte[] tagged(byte tag, byte[] rest) {
    byte[] bytes = new byte[rest.length + 1];
    bytes[0] = tag;
    System.arraycopy(rest, 0, bytes, 1, rest.length);
    return bytes;
  }

  private byte[] encodeRecord(Record value) {
    StoredClasses.Name name = StoredClasses.nameOf(value.getClass());
    try {
      byte[] json = JSON.writeValueAsBytes(value);
      byte[] label = name.value().getBytes(StandardCharsets.US_ASCII);
      return ByteBuffer.allocate(4 + label.length + json.length)
          .put(RECORD)
          .putShort((short) name.version())
          .put((byte) label.length)
          .put(label)
          .put(json)
          .array();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "a value of %s cannot be written as JSON: %s"
              .formatted(value.getClass().getName(), e.getMessage()),
          e);
    }
  }

  /** Throws {@link UnreadableException} saying why the bytes are no {@code T}. */
  <T> T decode(byte[] bytes, Class<T> type) {
    Object value;
    try {
      value = decodeAny(bytes, type);
    } catch (JsonProcessingException e) {
      // Without its message and itself: both quote what is stored, and this ends up in the log.
      throw new UnreadableException(
          "a stored value is no %s: %s%s."
              .formatted(type.getSimpleName(), e.getClass().getSimpleName(), place(e)));
    } catch (IOException | RuntimeException e) {
      throw e instanceof UnreadableException unreadable
          ? unreadable
          : new UnreadableException("a stored value cannot be read: " + e.getMessage(), e);
    }
    if (!type.isInstance(value)) {
      throw new UnreadableException(
          "a stored value is a %s where %s is expected."
              .formatted(value.getClass().getSimpleName(), type.getSimpleName()));
    }
    return type.cast(value);
  }

  /** The component that cannot be read, down to a map at most, whose keys are content too. */
  private static String place(JsonProcessingException e) {
    return e instanceof JsonMappingException at
        ? at.getPath().stream()
            .takeWhile(step -> !(step.getFrom() instanceof Map) && step.getFieldName() != null)
            .map(JsonMappingException.Reference::getFieldName)
            .collect(Collectors.joining(".", " at '", "'"))
        : "";
  }

  private Object decodeAny(byte[] bytes, Class<?> type) throws IOException {
    ByteBuffer in = ByteBuffer.wrap(bytes);
    byte tag = in.get();
    return switch (tag) {
      case STRING -> new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8);
      case BYTES -> Arrays.copyOfRange(bytes, 1, bytes.length);
      case LONG -> in.getLong();
      case INTEGER -> in.getInt();
      case BOOLEAN -> in.get() != 0;
      case DOUBLE -> in.getDouble();
      case INSTANT -> Instant.ofEpochSecond(in.getLong(), in.getInt());
      case DURATION -> Duration.ofSeconds(in.getLong(), in.getInt());
      case RECORD -> decodeRecord(bytes, in, type);
      default ->
          throw new UnreadableException(
              "a stored value has the unknown tag %d: written by a newer version?".formatted(tag));
    };
  }

  private Object decodeRecord(byte[] bytes, ByteBuffer in, Class<?> type) throws IOException {
    StoredClasses.Name name = recordName(bytes, in);
    Class<?> stored = classes.find(name, type);
    Object value = JSON.readValue(bytes, in.position(), in.remaining(), stored);
    return classes.upgrade(value, type);
  }

  private static StoredClasses.Name recordName(byte[] bytes, ByteBuffer in) {
    int version = in.getShort();
    int length = in.get();
    String label = new String(bytes, in.position(), length, StandardCharsets.US_ASCII);
    in.position(in.position() + length);
    return new StoredClasses.Name(label, version);
  }

  /** A log entry as the frame that followers get, see {@code SocketOptions.Following}. */
  static Frame frame(long number, byte[] bytes) {
    return switch (bytes[0]) {
      case STRING -> new Frame.Text(new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8));
      case BYTES -> new Frame.Binary(Arrays.copyOfRange(bytes, 1, bytes.length));
      default -> new Frame.Text(json(number, bytes));
    };
  }

  /** The stored name in the bytes of a record, for people. */
  static String label(byte[] bytes) {
    if (bytes.length < 4 || bytes[0] != RECORD || bytes.length < 4 + bytes[3]) {
      return "unnamed";
    }
    return new String(bytes, 4, bytes[3], StandardCharsets.US_ASCII);
  }

  /** A log entry as a JSON object whose first member is {@code seq}. */
  static String json(long number, byte[] bytes) {
    if (bytes[0] != RECORD) {
      return "{\"seq\":%d,\"value\":%s}".formatted(number, plainJson(bytes));
    }
    ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    recordName(bytes, in);
    String fields =
        new String(bytes, in.position() + 1, in.remaining() - 1, StandardCharsets.UTF_8);
    return "{\"seq\":" + number + (fields.equals("}") ? "" : ",") + fields;
  }

  private static String plainJson(byte[] bytes) {
    ByteBuffer in = ByteBuffer.wrap(bytes, 1, bytes.length - 1);
    Object value =
        switch (bytes[0]) {
          case STRING -> new String(bytes, 1, bytes.length - 1, StandardCharsets.UTF_8);
          case BYTES ->
              Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, 1, bytes.length));
          case LONG -> in.getLong();
          case INTEGER -> in.getInt();
          case BOOLEAN -> in.get() != 0;
          case DOUBLE -> in.getDouble();
          case INSTANT -> Instant.ofEpochSecond(in.getLong(), in.getInt());
          default -> Duration.ofSeconds(in.getLong(), in.getInt());
        };
    try {
      return JSON.writeValueAsString(value);
    } catch (IOException e) {
      throw new UnreadableException("a log entry cannot be written as JSON: " + e.getMessage(), e);
    }
  }
}
