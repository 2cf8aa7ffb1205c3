package dev.kern.cli;

import dev.kern.cli.terminal.Output;
import dev.kern.cli.terminal.StandardError;
import dev.kern.cli.terminal.StandardOutput;
import dev.kern.cli.terminal.TerminalWidth;
import dev.kern.cli.terminal.TerminalWriter;
import dev.kern.run.KernVersion;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// The command `kern`, parent of all others.
@Command(
    name = "kern",
    versionProvider = Kern.Version.class,
    description = "Train, inspect and run convolutional networks in pure Java.",
    mixinStandardHelpOptions = true,
    footer = {
      "",
      "Exit status: 0 success, 1 failure, 2 invalid input or usage.",
      "Get started: kern train"
    })
public final class Kern {
  /// All commands, in the order in which the help shows them.
  private static final List<Class<?>> COMMANDS =
      List.of(
          TrainCommand.class,
          LrFindCommand.class,
          SweepCommand.class,
          EvaluateCommand.class,
          PredictCommand.class,
          ServeCommand.class,
          SummaryCommand.class,
          ExplainCommand.class,
          ExportCommand.class,
          DataCommand.class,
          RunsCommand.class,
          BenchCommand.class,
          CompletionCommand.class);

  /// What the library of the command line asks for at least.
  private static final int NARROWEST_HELP = 55;

  private static final int WIDEST_HELP = 100;

  /// What the system says if nobody reads on.
  private static final String CLOSED_PIPE = "Broken pipe";

  private static final List<String> CSV = List.of("--csv", "-");

  private Kern() {}

  /// What `--version` prints.
  static final class Version implements CommandLine.IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"kern " + KernVersion.current()};
    }
  }

  /// Runs one command and exits with its status: 0 (success), 1 (failure) or 2 (invalid input).
  public static void main(String[] arguments) {
    StandardError.restore();
    Locale.setDefault(Locale.ROOT);
    StandardOutput out = new StandardOutput();
    Writer err = new OutputStreamWriter(System.err, StandardCharsets.UTF_8);
    int status = run(out, err, arguments);
    System.exit(out.failure().map(failure -> failed(failure, err, status)).orElse(status));
  }

  /// The exit status if standard output could not be written.
  private static int failed(IOException failure, Writer err, int status) {
    String reason = String.valueOf(failure.getMessage());
    if (!reason.equals(CLOSED_PIPE)) { // whoever read it, such as head, wants no more
      new TerminalWriter(err, true)
          .println(
              """
              kern: standard output: writing failed: %s
                fix       free some space, or redirect the output elsewhere\
              """
                  .formatted(reason));
    }
    return Math.max(status, ErrorHandler.FAILED);
  }

  /// Runs one command and returns its exit status.
  static int run(Writer out, Writer err, String... arguments) {
    Optional<String> unreadable = unreadable(arguments);
    if (unreadable.isPresent()) {
      new TerminalWriter(err, true).println(unreadable.get());
      return ErrorHandler.BAD_INPUT;
    }
    ErrorHandler failures = new ErrorHandler();
    List<String> words = List.of(arguments);
    boolean text = !words.contains("--json") && !printsCsv(words);
    boolean help = words.isEmpty() || words.contains("--help") || words.contains("-h");
    CommandLine command = commandLine(arguments);
    boolean terminal = Output.isTerminal();
    if (help && terminal) {
      command.setUsageHelpWidth(Math.clamp(TerminalWidth.columns(), NARROWEST_HELP, WIDEST_HELP));
    }
    return command
        .setOut(new TerminalWriter(out, text, text && terminal))
        .setErr(new TerminalWriter(err, true, terminal))
        .setColorScheme(CommandLine.Help.defaultColorScheme(CommandLine.Help.Ansi.OFF))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(failures)
        .setExecutionExceptionHandler(failures)
        .setExecutionStrategy(Kern::execute)
        .execute(arguments);
  }

  /// Whether programs read standard output as CSV, so that no line may be cut.
  private static boolean printsCsv(List<String> words) {
    return words.contains("--csv=-") || Collections.indexOfSubList(words, CSV) >= 0;
  }

  /// What is wrong with an argument that this program can't read: in place of what isn't text in
  /// the encoding of its locale, Java puts a character that no path has.
  private static Optional<String> unreadable(String... arguments) {
    String locale = System.getProperty("sun.jnu.encoding", "UTF-8");
    boolean utf8 = locale.equalsIgnoreCase("UTF-8");
    return Arrays.stream(arguments)
        .filter(argument -> argument.indexOf('\ufffd') >= 0)
        .filter(argument -> !utf8 || !Files.exists(Path.of(argument)))
        .findFirst()
        .map(
            argument ->
                """
                kern: an argument can't be read: '%s'
                  given     %s
                  expected  %s
                  fix       %s\
                """
                    .formatted(
                        argument,
                        utf8 ? "bytes that aren't UTF-8" : "a locale whose encoding is " + locale,
                        utf8 ? "a path in UTF-8" : "one whose encoding is UTF-8",
                        utf8
                            ? "rename the file, or name the folder that it is in"
                            : "start Kern with LC_ALL=C.UTF-8"));
  }

  private static int execute(ParseResult parsed) {
    ParseResult command = parsed;
    while (command.hasSubcommand()) {
      command = command.subcommand();
    }
    if (!command.isUsageHelpRequested()) {
      refuseEmpty(command);
    }
    try {
      return new CommandLine.RunLast().execute(parsed);
    } catch (OutOfMemoryError e) {
      return ErrorHandler.handleOutOfMemory(command.commandSpec().commandLine());
    }
  }

  /// Refuses empty arguments, as an unset variable in a script leaves them: Java takes an empty
  /// path for the current folder.
  private static void refuseEmpty(ParseResult command) {
    for (ArgSpec argument : command.matchedArgs()) {
      if (argument.originalStringValues().contains("")) {
        IllegalArgumentException refused =
            new IllegalArgumentException(
                """
                %s: %s is empty
                  given     ''
                  fix       give it a value; in a script, check the variable it comes from\
                """
                    .formatted(command.commandSpec().qualifiedName(), name(argument)));
        throw new ParameterException(
            command.commandSpec().commandLine(), "is empty", refused, argument, "");
      }
    }
  }

  /// What the user calls an argument.
  static String name(ArgSpec argument) {
    return argument instanceof OptionSpec option ? option.longestName() : argument.paramLabel();
  }

  /// The named command alone, or all if none is named: reading the options of all of them takes a
  /// quarter of a second.
  private static CommandLine commandLine(String... arguments) {
    List<Class<?>> named = COMMANDS.stream().filter(c -> isNamed(c, arguments)).toList();
    return with(named.isEmpty() ? COMMANDS : named);
  }

  /// All of them.
  static CommandLine withAllCommands() {
    return with(COMMANDS);
  }

  private static CommandLine with(List<Class<?>> commands) {
    CommandLine kern = new CommandLine(new Kern());
    commands.forEach(kern::addSubcommand);
    TrainHelp.install(kern);
    return kern;
  }

  private static boolean isNamed(Class<?> command, String... arguments) {
    return arguments.length > 0 && command.getAnnotation(Command.class).name().equals(arguments[0]);
  }
}
