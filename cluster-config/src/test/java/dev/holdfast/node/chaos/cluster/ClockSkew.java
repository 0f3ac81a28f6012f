package dev.holdfast.node.chaos.cluster;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodModel;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * A JVM whose {@code java.time} clock is off: {@code Instant.now()}, {@code InstantSource.system()}
 * and all that stands on them, in whichever library. It is the JDK's own class with one method
 * changed, so that a node needs no seam for it; {@code System.currentTimeMillis()} stays right.
 */
final class ClockSkew {
  private static final String MILLIS = "chaos.skew.millis";
  private static final ClassDesc CLOCK = ClassDesc.of("java.time.Clock");
  private static final ClassDesc INSTANT = ClassDesc.of("java.time.Instant");
  private static final MethodTypeDesc NOW = MethodTypeDesc.of(INSTANT);
  private static final String METHOD = "currentInstant";
  private static final String RIGHT = "rightInstant";

  private ClockSkew() {}

  /**
   * What to tell a JVM.
   *
   * @param folder where the changed class is kept
   */
  static List<String> flags(Path folder, Duration ahead) {
    try {
      Path file = folder.resolve("java/time/Clock.class");
      Files.createDirectories(file.getParent());
      Files.write(file, changed());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return List.of("--patch-module", "java.base=" + folder, "-D" + MILLIS + "=" + ahead.toMillis());
  }

  private static byte[] changed() throws IOException {
    try (InputStream in = java.time.Clock.class.getResourceAsStream("Clock.class")) {
      ClassModel clock = ClassFile.of().parse(in.readAllBytes());
      ClassTransform renamed =
          (builder, element) -> {
            if (element instanceof MethodModel method && method.methodName().equalsString(METHOD)) {
              builder.withMethod(
                  RIGHT, NOW, method.flags().flagsMask(), as -> method.code().ifPresent(as::with));
            } else {
              builder.with(element);
            }
          };
      ClassTransform added =
          ClassTransform.endHandler(builder ->
              builder.withMethodBody(METHOD, NOW, AccessFlag.STATIC.mask(), ClockSkew::skewed));
      return ClassFile.of().transformClass(clock, renamed.andThen(added));
    }
  }

  /** {@code return rightInstant().plusMillis(Long.getLong(MILLIS, 0));}. */
  private static void skewed(CodeBuilder code) {
    ClassDesc boxed = ConstantDescs.CD_Long;
    code.invokestatic(CLOCK, RIGHT, NOW)
        .loadConstant(MILLIS)
        .lconst_0()
        .invokestatic(
            boxed,
            "getLong",
            MethodTypeDesc.of(boxed, ConstantDescs.CD_String, ConstantDescs.CD_long))
        .invokevirtual(boxed, "longValue", MethodTypeDesc.of(ConstantDescs.CD_long))
        .invokevirtual(INSTANT, "plusMillis", MethodTypeDesc.of(INSTANT, ConstantDescs.CD_long))
        .areturn();
  }
}
