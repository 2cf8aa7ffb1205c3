package dev.kern.cli.option;

import dev.kern.optimize.EarlyStopping;
import dev.kern.optimize.Monitor;
import picocli.CommandLine.ITypeConverter;

/// When to stop early, as an option: a number of reports, and optionally the validation result that
/// is watched, as in `5:accuracy`.
public final class EarlyStoppingOption implements ITypeConverter<EarlyStopping> {
  public static final String WORDS =
      "stop after N reports without improvement on the validation images, of the loss or of another"
          + " RESULT such as accuracy, and keep the best weights";

  @Override
  public EarlyStopping convert(String text) {
    String[] parts = text.split(":", 2);
    try {
      EarlyStopping rule = EarlyStopping.after(Integer.parseInt(parts[0]));
      return parts.length == 1 ? rule : rule.monitor(Monitor.of(parts[1]));
    } catch (NumberFormatException _) {
      throw new IllegalArgumentException(
          """
          --early-stopping: not a number of reports: '%s'
            expected  a whole number, or one with a validation result, such as 5:accuracy
            fix       --early-stopping 5\
          """
              .formatted(text));
    }
  }
}
