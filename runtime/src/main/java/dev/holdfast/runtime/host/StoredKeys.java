package dev.holdfast.runtime.host;

import dev.holdfast.runtime.Catalogue;
import dev.holdfast.runtime.ObjectId;
import dev.holdfast.runtime.ObjectType;
import dev.holdfast.runtime.host.stored.ObjectStore;
import dev.holdfast.runtime.host.stored.StoredObject;
import dev.holdfast.runtime.spi.CommittedState;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/** The keys of objects, read from the store as an object is that wakes. */
public final class StoredKeys implements CommittedState {
  private final ObjectStore store;
  private final Map<String, ValueCodec> values = new HashMap<>();

  /** Reads objects of the catalogue's types. */
  public StoredKeys(ObjectStore store, Catalogue catalogue) {
    this.store = store;
    for (ObjectType<?> type : catalogue.types()) {
      values.put(type.name(), new ValueCodec(type));
    }
  }

  /** Throws {@link IllegalArgumentException} for an object of a type that is not there. */
  @Override
  public CompletionStage<Optional<Keys>> read(ObjectId object) {
    ValueCodec codec = values.get(object.type());
    if (codec == null) {
      throw new IllegalArgumentException("no object type '%s' here.".formatted(object.type()));
    }
    return store.load(object).thenApply(stored -> keys(object, stored, codec));
  }

  private static Optional<Keys> keys(ObjectId object, StoredObject stored, ValueCodec codec) {
    ObjectState state = ObjectState.of(object, stored);
    return state.exists()
        ? Optional.of(new Keys(state.at(), new StoredStorage(state, codec)))
        : Optional.empty();
  }
}
