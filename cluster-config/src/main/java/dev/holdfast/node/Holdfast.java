package dev.holdfast.node;

import dev.holdfast.runtime.Catalogue;
import java.util.function.Function;
import picocli.CommandLine;

/**
 * Runs a node with object classes of your own:
 *
 * <pre>{@code
 * void main(String[] args) {
 *   Holdfast.run(args, Catalogue.of(Greeter.TYPE));
 * }
 * }</pre>
 */
public final class Holdfast {
  private Holdfast() {}

  /**
   * Reads the command line ({@code run --port 8080 ...}), serves until the process is told to end,
   * and ends the JVM: 0 after a drain, 1 with one line on standard error when the node cannot
   * start, 2 for a command line that makes no sense.
   */
  public static void run(String[] args, Catalogue catalogue) {
    exit(command(_ -> catalogue, args));
  }

  static int command(Function<NodeConfig, Catalogue> catalogue, String... args) {
    CommandLine commands = new CommandLine(new Commands());
    commands.addSubcommand("run", new RunCommand(catalogue));
    commands.addSubcommand("train", new TrainCommand(catalogue));
    commands.setExecutionExceptionHandler((e, _, _) -> Startup.fail(e));
    return commands.execute(args);
  }

  static void exit(int status) {
    // halt: the shutdown hook drains a node, and here there is none left to drain.
    Runtime.getRuntime().halt(status);
  }

  @CommandLine.Command(
      name = "holdfast",
      description = "Small durable objects: named, stored, alive once.",
      mixinStandardHelpOptions = true,
      synopsisSubcommandLabel = "COMMAND")
  private static final class Commands implements Runnable {
    @CommandLine.Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

    @Override
    public void run() {
      if (spec != null) {
        throw new CommandLine.ParameterException(spec.commandLine(), "Say what to do: run --help");
      }
    }
  }
}
