package dev.kern.cli;

import dev.kern.data.file.DataException;
import dev.kern.train.DivergedException;
import dev.kern.train.json.Suggestion;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// What a user reads when a command fails: a paragraph that says what is wrong and how to mend it,
/// and a stack trace only if `--debug` asks for it.
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  private static final int FAILED = 1;
  private static final int BAD_INPUT = 2;

  @Override
  public int handleParseException(ParameterException failure, String[] arguments) {
    CommandLine command = failure.getCommandLine();
    CommandSpec spec = command.getCommandSpec();
    PrintWriter err = command.getErr();
    if (command.getParent() == null && !(failure instanceof UnmatchedArgumentException)) {
      command.usage(err);
      return BAD_INPUT;
    }
    err.println(spec.qualifiedName() + ": " + lower(String.valueOf(failure.getMessage())));
    if (failure instanceof UnmatchedArgumentException unmatched) {
      String word = unmatched.getUnmatched().getFirst();
      Suggestion.of(word, spec.optionsMap().keySet())
          .or(() -> Suggestion.of(word, spec.subcommands().keySet()))
          .ifPresent(suggestion -> err.println("  " + suggestion));
    }
    err.println("  mend      " + spec.qualifiedName() + " --help shows what it takes");
    return BAD_INPUT;
  }

  private static boolean wantsTrace(CommandSpec command) {
    return command.mixins().values().stream()
        .anyMatch(mixin -> mixin.userObject() instanceof Output output && output.debug());
  }

  private static String lower(String message) {
    return message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
  }

  @Override
  public int handleExecutionException(
      Exception failure, CommandLine command, ParseResult arguments) {
    PrintWriter err = command.getErr();
    boolean input = failure instanceof DataException || failure instanceof IllegalArgumentException;
    String message = failure.getMessage();
    if (input || failure instanceof DivergedException) {
      err.println(message);
    } else {
      err.println(
          """
          %s: it failed unexpectedly
            given     %s
            mend      please report this, with what --debug prints\
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
    return input ? BAD_INPUT : FAILED;
  }
}
