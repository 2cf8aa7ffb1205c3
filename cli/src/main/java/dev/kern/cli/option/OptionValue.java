package dev.kern.cli.option;

import dev.kern.json.Suggestion;
import java.util.List;

/// An option value that is a name and optional arguments, separated by colons.
///
/// @param option the option, for messages
/// @param text what the user wrote
/// @param known examples of valid values, for messages
/// @param name the name
/// @param details the arguments after it
record OptionValue(String option, String text, String known, String name, List<String> details) {
  /// Parses an option value.
  ///
  /// Fails with [IllegalArgumentException] if the name is none of `names`.
  static OptionValue of(String option, String text, List<String> names, String known) {
    List<String> parts = List.of(text.split(":", -1));
    OptionValue words =
        new OptionValue(option, text, known, parts.getFirst(), parts.subList(1, parts.size()));
    if (!names.contains(words.name)) {
      String example = "%s %s".formatted(option, names.getFirst());
      throw words.fail(Suggestion.of(words.name, names).orElse(example));
    }
    return words;
  }

  /// The only argument as a number, or `usual` if there is none.
  double number(double usual) {
    if (details.size() > 1) {
      throw fail("give one number after the name");
    }
    return details.isEmpty() ? usual : number(details.getFirst());
  }

  /// Refuses arguments.
  void expectNone() {
    if (!details.isEmpty()) {
      throw fail("give the name alone");
    }
  }

  /// An argument as a number.
  double number(String detail) {
    try {
      return Double.parseDouble(detail);
    } catch (NumberFormatException _) {
      throw fail("a number instead of '%s'".formatted(detail));
    }
  }

  IllegalArgumentException fail(String fix) {
    return new IllegalArgumentException(
        """
        %s: unknown value '%s'
          expected  one of %s
          fix       %s\
        """
            .formatted(option, text, known, fix));
  }
}
