package dev.holdfast.runtime;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * The stable name and version under which a record is stored and travels. The class may be renamed
 * and moved; the name may not change.
 *
 * <p>What may be stored: {@code String}, {@code Boolean}, {@code Integer}, {@code Long}, {@code
 * Double}, {@code byte[]}, {@code Instant}, {@code Duration}, and records with this annotation
 * whose components are those, enums, records without type parameters, {@code Optional}, {@code
 * List}, {@code Set} or {@code Map} with {@code String} keys. A component is no interface: what is
 * stored says the name of the outermost record only. Messages, keys and logs of other types are
 * refused when they are defined, see {@link StoredTypes}.
 *
 * <p>Only components are stored: what else a record has, such as {@code isEmpty()}, is not.
 *
 * <p>A version may gain components of type {@code Optional}, {@code List}, {@code Set} or {@code
 * Map}, which are empty in what was stored before. Any other change is a new version with an {@link
 * ObjectType#upgrade upgrade step} from the old one.
 */
@Documented
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.TYPE)
public @interface Stored {
  /** {@code [a-z][a-z0-9-]{0,62}}, unique among the messages or values of one object type. */
  String value();

  /** From 1. */
  int version() default 1;
}
