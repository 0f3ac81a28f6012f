package dev.holdfast.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/** Methods and constructors with their lines, as the compiler itself sees them. */
final class MethodLengths {
  /**
   * One method or constructor.
   *
   * @param lines from its first annotation or modifier to its closing brace, comments and blank
   *     lines included
   */
  record Method(String path, long firstLine, String name, long lines) {
    @Override
    public String toString() {
      return "%s:%d: %s has %d lines".formatted(path, firstLine, name, lines);
    }
  }

  private MethodLengths() {}

  /** Throws {@link AssertionError} for a source that does not parse. */
  static List<Method> of(List<SourceFile> sources) {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
    JavacTask task =
        (JavacTask)
            compiler.getTask(
                null,
                null,
                said,
                List.of("-proc:none"),
                null,
                sources.stream().map(MethodLengths::object).toList());
    List<Method> methods = new ArrayList<>();
    try {
      for (CompilationUnitTree unit : task.parse()) {
        collect(unit, Trees.instance(task).getSourcePositions(), methods);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (!said.getDiagnostics().isEmpty()) {
      throw new AssertionError("a source cannot be parsed: " + said.getDiagnostics());
    }
    return methods;
  }

  private static void collect(
      CompilationUnitTree unit, SourcePositions positions, List<Method> methods) {
    LineMap lines = unit.getLineMap();
    String path = unit.getSourceFile().getName();
    new TreeScanner<Void, Void>() {
      @Override
      public Void visitMethod(MethodTree method, Void nothing) {
        long first = lines.getLineNumber(positions.getStartPosition(unit, method));
        long last = lines.getLineNumber(positions.getEndPosition(unit, method));
        methods.add(new Method(path, first, method.getName().toString(), last - first + 1));
        return super.visitMethod(method, null);
      }
    }.scan(unit, null);
  }

  private static JavaFileObject object(SourceFile source) {
    URI place = URI.create("source:///" + source.path());
    return new SimpleJavaFileObject(place, JavaFileObject.Kind.SOURCE) {
      @Override
      public String getName() {
        return source.path();
      }

      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return source.text();
      }
    };
  }
}
