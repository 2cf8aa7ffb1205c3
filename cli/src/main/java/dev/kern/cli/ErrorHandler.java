package dev.kern.cli;

import dev.kern.cli.terminal.Output;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.json.Suggestion;
import dev.kern.run.Heap;
import dev.kern.run.InsufficientMemoryException;
import dev.kern.train.DivergedException;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Prints errors: a paragraph that says what is wrong and how to fix it, and a stack trace only
/// with `--debug`.
final class ErrorHandler implements IParameterExceptionHandler, IExecutionExceptionHandler {
  /// The exit status of a failure that isn't the input's.
  static final int FAILED = 1;

  /// The exit status of bad input or usage.
  static final int BAD_INPUT = 2;

  private static final Pattern ENUM = Pattern.compile("\\[([A-Z_, ]+)] \\(case-insensitive\\)");

  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    CommandSpec spec = command.getCommandSpec();
    PrintWriter err = command.getErr();
    if (command.getParent() == null && !(failure instanceof UnmatchedArgumentException)) {
      command.usage(err);
      return BAD_INPUT;
    }
    if (failure.getCause() instanceof IllegalArgumentException refused
        && !(refused instanceof NumberFormatException)) {
      err.println(paragraph(spec, String.valueOf(refused.getMessage())));
      return BAD_INPUT;
    }
    err.println(spec.qualifiedName() + ": " + lower(String.valueOf(failure.getMessage())));
    if (failure instanceof UnmatchedArgumentException unmatched) {
      String word = unmatched.getUnmatched().getFirst();
      Suggestion.of(word, spec.optionsMap().keySet())
          .or(() -> Suggestion.of(word, spec.subcommands().keySet()))
          .ifPresent(suggestion -> err.println("  " + suggestion));
    }
    err.println(help(spec));
    return BAD_INPUT;
  }

  private static String help(CommandSpec spec) {
    return "  fix       see " + spec.qualifiedName() + " --help";
  }

  /// A message that is a single sentence, with where it arose and how to go on.
  private static String paragraph(CommandSpec spec, String message) {
    return message.contains("\n")
        ? message
        : spec.qualifiedName() + ": " + message + "\n" + help(spec);
  }

  private static boolean wantsTrace(CommandSpec command) {
    return command.mixins().values().stream()
        .anyMatch(mixin -> mixin.userObject() instanceof Output output && output.debug());
  }

  private static String lower(String message) {
    String first = message.substring(0, 1).toLowerCase(Locale.ROOT);
    return ENUM.matcher(first + message.substring(1))
        .replaceAll(match -> match.group(1).toLowerCase(Locale.ROOT))
        .replaceFirst(" is not an? (long|int)$", " is not a whole number")
        .replaceFirst(" is not a double$", " is not a number");
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult arguments) {
    PrintWriter err = command.getErr();
    boolean input = failure instanceof DataException || failure instanceof IllegalArgumentException;
    boolean full = isOutOfMemory(failure);
    String message = failure.getMessage();
    if (full && !input && !(failure instanceof InsufficientMemoryException)) {
      err.println(outOfMemory(command.getCommandSpec()));
    } else if (input || full || failure instanceof DivergedException) {
      err.println(paragraph(command.getCommandSpec(), String.valueOf(message)));
    } else {
      err.println(
          """
          %s: unexpected error
            given     %s
            fix       please report this, with the output of --debug\
          """
              .formatted(command.getCommandSpec().qualifiedName(), failure));
    }
    if (wantsTrace(command.getCommandSpec())) {
      err.print(
          Arrays.stream(failure.getStackTrace())
              .map(frame -> "    at " + frame + System.lineSeparator())
              .collect(Collectors.joining()));
      err.flush();
    }
    boolean failed = failure instanceof DataException data && data.isFailure();
    return input && !full && !failed ? BAD_INPUT : FAILED;
  }

  /// Tells that the Java heap is full, on whatever thread that was found.
  static int handleOutOfMemory(CommandLine command) {
    command.getErr().println(outOfMemory(command.getCommandSpec()));
    return FAILED;
  }

  private static String outOfMemory(CommandSpec spec) {
    return """
    %s: out of memory
      given     a Java heap of %s MiB, which is full
      fix       raise the limit of the heap (-Xmx), or use smaller batches, images or data\
    """
        .formatted(spec.qualifiedName(), Problem.count(Heap.limit() >> 20));
  }

  /// Whether the heap had no room, in whatever words.
  private static boolean isOutOfMemory(Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof OutOfMemoryError || cause instanceof InsufficientMemoryException) {
        return true;
      }
    }
    return false;
  }
}
