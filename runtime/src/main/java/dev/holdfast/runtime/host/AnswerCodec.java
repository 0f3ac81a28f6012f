package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Asks;
import dev.holdfast.runtime.Headers;
import dev.holdfast.runtime.LogPage;
import dev.holdfast.runtime.ObjectEvent;
import dev.holdfast.runtime.Response;
import dev.holdfast.runtime.StoredTypes;
import dev.holdfast.runtime.host.stored.UnreadableException;
import dev.holdfast.runtime.spi.Answer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Remembered answers as bytes. */
final class AnswerCodec {
  // Part of the stored format: never change, never reuse.
  private static final byte DONE = 0;
  private static final byte REPLIED = 1;
  private static final byte RESPONDED = 2;
  private static final byte ACCEPTED = 3;

  /** What a message is answered with, read from its {@link Asks}. */
  private static final ClassValue<Class<?>> ANSWER_TYPES =
      new ClassValue<>() {
        @Override
        protected Class<?> computeValue(Class<?> message) {
          for (Type implemented : message.getGenericInterfaces()) {
            Class<?> answer = answerOf(implemented);
            if (answer != Object.class) {
              return answer;
            }
          }
          return Object.class;
        }

        // Asks itself, or an interface that extends it.
        private Class<?> answerOf(Type implemented) {
          if (implemented instanceof ParameterizedType asks && asks.getRawType() == Asks.class) {
            Type answer = asks.getActualTypeArguments()[0];
            Type raw = answer instanceof ParameterizedType generic ? generic.getRawType() : answer;
            return raw instanceof Class<?> type ? type : Object.class;
          }
          return implemented instanceof Class<?> type ? computeValue(type) : Object.class;
        }
      };

  /** What a log holds of which a message is answered with a page. */
  private static final ClassValue<Class<?>> ENTRY_TYPES =
      new ClassValue<>() {
        @Override
        protected Class<?> computeValue(Class<?> message) {
          for (Type implemented : message.getGenericInterfaces()) {
            if (implemented instanceof ParameterizedType asks
                && asks.getRawType() == Asks.class
                && asks.getActualTypeArguments()[0] instanceof ParameterizedType page
                && page.getActualTypeArguments()[0] instanceof Class<?> entry) {
              return entry;
            }
          }
          return Object.class;
        }
      };

  private final ValueCodec values;

  AnswerCodec(ValueCodec values) {
    this.values = values;
  }

  /** Throws {@link IllegalArgumentException} for a message whose answer could not be remembered. */
  static void requireAnswer(Class<?> message) {
    Class<?> answer = ANSWER_TYPES.get(message);
    if (answer != Object.class && answer != LogPage.class) {
      StoredTypes.require(answer);
    }
  }

  byte[] encode(Answer answer) {
    return switch (answer) {
      case Answer.Done _ -> new byte[] {DONE};
      case Answer.SocketAccepted _ -> new byte[] {ACCEPTED};
      case Answer.Replied(Object value) -> prefixed(REPLIED, values.encode(value));
      case Answer.Responded(Response response) -> prefixed(RESPONDED, write(response));
      default ->
          throw new IllegalArgumentException(
              "%s is never remembered.".formatted(answer.getClass().getSimpleName()));
    };
  }

  /** The answer, as it was given to the first delivery of this event. */
  Answer decode(byte[] bytes, ObjectEvent event) {
    byte[] rest = Arrays.copyOfRange(bytes, 1, bytes.length);
    return switch (bytes[0]) {
      case DONE -> new Answer.Done();
      case ACCEPTED -> new Answer.SocketAccepted();
      case REPLIED -> new Answer.Replied(values.decode(rest, answerType(event)));
      case RESPONDED -> new Answer.Responded(read(rest));
      default ->
          throw new UnreadableException(
              "a remembered answer has the unknown kind %d.".formatted(bytes[0]));
    };
  }

  /** What a message of that class is answered with; {@code Object} where it does not say. */
  static Class<?> answerType(Class<?> message) {
    return ANSWER_TYPES.get(message);
  }

  /** What the entries of a page are that answers it; {@code Object} where it does not say. */
  static Class<?> entryType(Class<?> message) {
    return ENTRY_TYPES.get(message);
  }

  private static Class<?> answerType(ObjectEvent event) {
    return event instanceof ObjectEvent.MessageReceived(var message)
        ? ANSWER_TYPES.get(message.getClass())
        : Object.class;
  }

  private static byte[] prefixed(byte kind, byte[] rest) {
    byte[] bytes = new byte[rest.length + 1];
    bytes[0] = kind;
    System.arraycopy(rest, 0, bytes, 1, rest.length);
    return bytes;
  }

  private static byte[] write(Response response) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(response.body().length + 64);
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeShort(response.status());
      out.writeShort(response.headers().fields().size());
      for (Headers.Field field : response.headers().fields()) {
        out.writeUTF(field.name());
        out.writeUTF(field.value());
      }
      out.writeInt(response.body().length);
      out.write(response.body());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static Response read(byte[] bytes) {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      int status = in.readShort();
      int count = in.readShort();
      List<Headers.Field> fields = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        fields.add(new Headers.Field(in.readUTF(), in.readUTF()));
      }
      byte[] body = new byte[in.readInt()];
      in.readFully(body);
      return new Response(status, new Headers(fields), body);
    } catch (IOException e) {
      throw new UnreadableException("a remembered response is cut short.", e);
    }
  }
}
