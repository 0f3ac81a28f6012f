package dev.holdfast.node.docs;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.FileObject;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** The Java blocks of one page, compiled together in one package against the test's class path. */
final class CompiledSnippets extends ClassLoader {
  /** What every page leaves out. */
  private static final String IMPORTS =
      """
      import static org.assertj.core.api.Assertions.assertThat;
      import dev.holdfast.runtime.*;
      import dev.holdfast.runtime.testing.*;
      import java.time.*;
      import java.util.*;
      import org.junit.jupiter.api.Test;
      import org.junit.jupiter.api.extension.RegisterExtension;
      """;

  private static final Pattern PUBLIC_TYPE =
      Pattern.compile("(?m)^public (?:final |sealed )?(?:class|record|interface|enum) (\\w+)");

  private final Map<String, ByteArrayOutputStream> compiled = new TreeMap<>();

  private CompiledSnippets() {
    super(CompiledSnippets.class.getClassLoader());
  }

  /** Throws {@link AssertionError} with what the compiler says, by line of the page. */
  static CompiledSnippets of(MarkdownPage page) {
    CompiledSnippets snippets = new CompiledSnippets();
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter said = new StringWriter();
    try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
      boolean fine =
          compiler
              .getTask(
                  said,
                  snippets.collecting(files),
                  null,
                  List.of("-parameters", "-proc:none", "-classpath", classPath()),
                  null,
                  page.blocks("java").stream().map(CompiledSnippets::source).toList())
              .call();
      if (!fine) {
        throw new AssertionError(page.path() + " shows code that does not compile:\n" + said);
      }
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return snippets;
  }

  /** The classes, in the order of their names. */
  List<Class<?>> classes() {
    return compiled.keySet().stream().<Class<?>>map(this::loaded).toList();
  }

  private Class<?> loaded(String name) {
    try {
      return loadClass(name);
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected Class<?> findClass(String name) throws ClassNotFoundException {
    ByteArrayOutputStream bytes = compiled.get(name);
    if (bytes == null) {
      throw new ClassNotFoundException(name);
    }
    return defineClass(name, bytes.toByteArray(), 0, bytes.size());
  }

  private static String classPath() {
    // Surefire may start the JVM with one jar that names the others, and then says them here.
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  /** A block stands where it stands on the page, so that the compiler names the page's lines. */
  private static JavaFileObject source(MarkdownPage.Block block) {
    String head = "package snippets; " + IMPORTS.replace('\n', ' ');
    String text = head + "\n".repeat(block.line()) + block.text();
    Matcher named = PUBLIC_TYPE.matcher(block.text());
    String name = named.find() ? named.group(1) : "Block" + block.line();
    URI place = URI.create("page:///snippets/" + name + ".java");
    return new SimpleJavaFileObject(place, JavaFileObject.Kind.SOURCE) {
      @Override
      public CharSequence getCharContent(boolean ignoreEncodingErrors) {
        return text;
      }
    };
  }

  private JavaFileManager collecting(StandardJavaFileManager files) {
    return new ForwardingJavaFileManager<>(files) {
      @Override
      public JavaFileObject getJavaFileForOutput(
          Location location, String name, JavaFileObject.Kind kind, FileObject sibling) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        compiled.put(name, bytes);
        return new SimpleJavaFileObject(URI.create("page:///" + name + ".class"), kind) {
          @Override
          public OutputStream openOutputStream() {
            return bytes;
          }
        };
      }
    };
  }
}
