package dev.kern.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Options of a program: `--name=value`.
final class Options {
  private Options() {}

  /// The values by name.
  ///
  /// Fails with [IllegalArgumentException] for anything that is not an option of these names.
  static Map<String, String> parse(String[] arguments, String... names) {
    Map<String, String> options = new LinkedHashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      String name = equals > 2 ? argument.substring(2, equals) : "";
      if (!argument.startsWith("--") || !List.of(names).contains(name)) {
        throw new IllegalArgumentException(
            "'%s' is no option; fix: --NAME=VALUE, where a name is one of %s"
                .formatted(argument, String.join(", ", names)));
      }
      options.put(name, argument.substring(equals + 1));
    }
    return options;
  }
}
