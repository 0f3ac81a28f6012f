package dev.holdfast.runtime.host;

import com.fasterxml.jackson.databind.cfg.MapperConfig;
import com.fasterxml.jackson.databind.introspect.AccessorNamingStrategy;
import com.fasterxml.jackson.databind.introspect.AnnotatedClass;
import com.fasterxml.jackson.databind.introspect.AnnotatedMethod;
import com.fasterxml.jackson.databind.introspect.DefaultAccessorNamingStrategy;
import org.jspecify.annotations.Nullable;

/**
 * Only the components of a record are written. Left to itself Jackson takes {@code isEmpty()} and
 * {@code getFirst()} for more of them, which it then refuses to read back.
 */
final class ComponentNaming extends DefaultAccessorNamingStrategy.Provider {
  private static final long serialVersionUID = 1L;

  @Override
  public AccessorNamingStrategy forRecord(MapperConfig<?> config, AnnotatedClass record) {
    return new DefaultAccessorNamingStrategy.RecordNaming(config, record) {
      @Override
      public @Nullable String findNameForRegularGetter(AnnotatedMethod method, String name) {
        return _fieldNames.contains(name) ? name : null;
      }

      @Override
      public @Nullable String findNameForIsGetter(AnnotatedMethod method, String name) {
        return null;
      }
    };
  }
}
