package dev.holdfast.runtime.host;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import java.io.IOException;

/** Refuses to write a null: what is stored has none, {@code Optional} says what may be absent. */
final class NoNulls extends JsonSerializer<Object> {
  static final NoNulls INSTANCE = new NoNulls();

  private NoNulls() {}

  @Override
  public void serialize(Object nothing, JsonGenerator out, SerializerProvider provider)
      throws IOException {
    throw JsonMappingException.from(out, "a component is null. Make it an Optional.");
  }
}
