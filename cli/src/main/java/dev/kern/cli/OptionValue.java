package dev.kern.cli;

import dev.kern.json.Suggestion;
import java.util.List;

/// An option that is a name and, after colons, its details.
///
/// @param option the option, for messages
/// @param text what the user wrote
/// @param known examples of what is understood, for messages
/// @param name the name
/// @param details what follows it
record OptionValue(String option, String text, String known, String name, List<String> details) {
  /// Takes an option apart.
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

  /// The only detail as a number, or `usual` if there is none.
  double number(double usual) {
    if (details.size() > 1) {
      throw fail("one number behind the name");
    }
    return details.isEmpty() ? usual : number(details.getFirst());
  }

  /// Refuses details.
  void expectNone() {
    if (!details.isEmpty()) {
      throw fail("nothing behind the name");
    }
  }

  /// A detail as a number.
  double number(String detail) {
    try {
      return Double.parseDouble(detail);
    } catch (NumberFormatException _) {
      throw fail("a number in the place of '%s'".formatted(detail));
    }
  }

  IllegalArgumentException fail(String fix) {
    return new IllegalArgumentException(
        """
        %s: it is not known what '%s' means
          expected  one of %s
          fix       %s\
        """
            .formatted(option, text, known, fix));
  }
}
