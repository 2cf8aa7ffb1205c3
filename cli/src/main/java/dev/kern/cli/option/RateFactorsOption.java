package dev.kern.cli.option;

import dev.kern.data.file.Problem;
import dev.kern.train.Training;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;

/// The value of `--rate-factors`: by layers, what the learning rate is multiplied by.
///
/// @param factors by `backbone`, `..conv4` or the name of a layer
record RateFactorsOption(Map<String, Double> factors) {
  static final String WORDS =
      "what the learning rate of some layers is multiplied by, such as backbone=0.1,..conv4=0.01;"
          + " layers are named as for --freeze, and the last one counts where they overlap";

  Training applied(Training usual) {
    Training training = usual;
    for (Map.Entry<String, Double> each : factors.entrySet()) {
      training = training.rateFactor(each.getKey(), each.getValue());
    }
    return training;
  }

  /// Reads `backbone=0.1,..conv4=0.01`.
  static final class Converter implements ITypeConverter<RateFactorsOption> {
    @Override
    public RateFactorsOption convert(String text) {
      Map<String, Double> factors = new LinkedHashMap<>();
      for (String word : text.split(",", -1)) {
        int at = word.lastIndexOf('=');
        if (at < 1
            || factors.put(word.substring(0, at), factor(text, word.substring(at + 1))) != null) {
          throw unfit(text);
        }
      }
      return new RateFactorsOption(factors);
    }

    private static double factor(String text, String number) {
      try {
        double factor = Double.parseDouble(number);
        if (factor > 0 && factor < Double.POSITIVE_INFINITY) {
          return factor;
        }
      } catch (NumberFormatException _) {
        throw unfit(text);
      }
      throw unfit(text);
    }

    private static IllegalArgumentException unfit(String text) {
      return new IllegalArgumentException(
          """
          --rate-factors: not a list of factors
            given     %s
            expected  a number above 0 for layers named once each, such as backbone=0.1,..conv4=0.01
            fix       --rate-factors backbone=0.1, or --freeze for layers that stay as they are\
          """
              .formatted(Problem.quote(text)));
    }
  }
}
