package dev.kern.cli.option;

import dev.kern.train.Training;
import java.util.OptionalLong;
import picocli.CommandLine.ITypeConverter;

/// When a run reports, as an option: a number of steps, or `epoch`.
///
/// @param steps from one report to the next; empty if they come at the end of each epoch
public record ReportEveryOption(OptionalLong steps) {
  private static final String EPOCH = "epoch";

  /// Reads the option.
  public static final class Converter implements ITypeConverter<ReportEveryOption> {
    @Override
    public ReportEveryOption convert(String text) {
      if (text.equals(EPOCH)) {
        return new ReportEveryOption(OptionalLong.empty());
      }
      try {
        return new ReportEveryOption(OptionalLong.of(Long.parseLong(text)));
      } catch (NumberFormatException _) {
        throw new IllegalArgumentException(
            """
            --report-every: not a number of steps: '%s'
              expected  a number of steps, such as 250, or epoch
              fix       --report-every epoch\
            """
                .formatted(text));
      }
    }
  }

  /// A training that reports then.
  public Training apply(Training training) {
    return steps.isPresent()
        ? training.reportEachEpoch(false).reportEvery(steps.getAsLong())
        : training.reportEachEpoch(true);
  }
}
