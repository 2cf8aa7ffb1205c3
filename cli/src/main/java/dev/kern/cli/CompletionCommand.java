package dev.kern.cli;

import dev.kern.cli.terminal.Output;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `kern completion`: lets a shell complete commands and options.
@Command(
    name = "completion",
    description = {
      "Print a script by which a shell completes commands and options.",
      "For bash: source <(kern completion bash)",
      ""
    },
    sortOptions = false,
    mixinStandardHelpOptions = true)
final class CompletionCommand implements Callable<Integer> {
  /// The shells that there is a script for.
  enum Shell {
    BASH,
    ZSH;

    /// As written on the command line, and completed there: `zsh`.
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// What `--json` prints.
  record Script(Shell shell, String script) {}

  @Parameters(paramLabel = "SHELL", description = "bash or zsh")
  private Shell shell = Shell.BASH;

  @Mixin private final Output output = new Output();

  @Override
  public Integer call() {
    // One script for both: it looks which of them reads it.
    String script = AutoComplete.bash("kern", Kern.withAllCommands());
    if (output.json()) {
      output.line(new Script(shell, script));
    } else {
      output.out().print(script);
      output.out().flush();
    }
    return 0;
  }
}
