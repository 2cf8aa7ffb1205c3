package dev.kern.cli;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.train.recipe.Recipe;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/// What a recipe says about options of the command that aren't settings of the training itself,
/// such as `size` and `out`.
final class RecipeOptions {
  private static final String OFF = "--no-";

  private RecipeOptions() {}

  /// Reads a recipe, and sets the options of a command that it names and the command line doesn't.
  ///
  /// Fails with `DataException` if values don't fit; the message names all, with their lines.
  static Recipe read(Path file, CommandSpec command) {
    return Recipe.read(file, recipe -> take(recipe, command));
  }

  /// Sets the options of a command that the recipe names and the command line doesn't.
  static void take(Recipe recipe, CommandSpec command) {
    List<DataException> faults = new ArrayList<>();
    recipe
        .options()
        .forEach(
            (key, text) -> {
              OptionSpec option = option(command, key);
              if (option != null
                  && !command.commandLine().getParseResult().hasMatchedOption(option)) {
                try {
                  option.setValue(value(recipe, key, text, option));
                } catch (DataException e) {
                  faults.add(e);
                }
              }
            });
    if (!faults.isEmpty()) {
      throw DataException.all(faults);
    }
  }

  /// `--report-every` for `reportEvery`, and `--no-report` for `report`.
  private static @Nullable OptionSpec option(CommandSpec command, String key) {
    String words = key.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
    OptionSpec option = command.findOption("--" + words);
    return option == null ? command.findOption(OFF + words) : option;
  }

  private static Object value(Recipe recipe, String key, String text, OptionSpec option) {
    String name = option.longestName();
    if (option.arity().max() > 0) {
      return parsed(recipe, key, text, name);
    }
    if (!text.equals("true") && !text.equals("false")) {
      throw Problem.at(recipe.place(key), "invalid value")
          .given(Problem.quote(text))
          .expected("true or false")
          .fix("use another value");
    }
    return text.equals("true") != name.startsWith(OFF);
  }

  /// The value as the command line would be read.
  private static Object parsed(Recipe recipe, String key, String text, String name) {
    try {
      return new CommandLine(new TrainCommand())
          .parseArgs(name + "=" + text)
          .matchedOption(name)
          .getValue();
    } catch (ParameterException e) {
      String reason = String.valueOf(Objects.requireNonNullElse(e.getCause(), e).getMessage());
      String said = name + ": ";
      String first = reason.lines().findFirst().orElse("");
      String fix = reason.lines().reduce((_, last) -> last).orElse("").replaceFirst("^ *fix +", "");
      throw Problem.at(
              recipe.place(key),
              first.startsWith(said) ? first.substring(said.length()) : "invalid value")
          .given(Problem.quote(text))
          .because(e)
          .expected("what the option %s takes".formatted(name))
          .fix(fix.startsWith(name + " ") ? key + ": " + fix.substring(said.length() - 1) : fix);
    }
  }
}
