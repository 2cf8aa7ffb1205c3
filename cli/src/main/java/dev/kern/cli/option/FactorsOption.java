package dev.kern.cli.option;

import dev.kern.data.file.Problem;
import dev.kern.train.Training;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;

/// The value of `--rate-factors` or `--decay-factors`: by layers, what the learning rate or the
/// weight decay is multiplied by.
///
/// @param factors by `backbone`, `..conv4`, `biases` or the name of a layer
record FactorsOption(Map<String, Double> factors) {
  static final String RATE_WORDS =
      "what the learning rate of some layers is multiplied by, such as backbone=0.1,..conv4=0.01;"
          + " layers are named as for --freeze, biases are those of all layers and what shifts and"
          + " scales in normalisation, and the last one counts where they overlap";

  static final String DECAY_WORDS =
      "what the weight decay of some layers is multiplied by, such as biases=1,conv1=0, named as"
          + " for --rate-factors (default: 0 for biases)";

  /// Sets one factor of a training.
  interface Setter {
    Training set(Training training, String layers, double factor);
  }

  Training applied(Training usual, Setter setter) {
    Training training = usual;
    for (Map.Entry<String, Double> each : factors.entrySet()) {
      training = setter.set(training, each.getKey(), each.getValue());
    }
    return training;
  }

  private static FactorsOption read(
      String text, double least, String option, String expected, String fix) {
    Map<String, Double> factors = new LinkedHashMap<>();
    for (String word : text.split(",", -1)) {
      int at = word.lastIndexOf('=');
      double factor = at < 1 ? Double.NaN : number(word.substring(at + 1));
      boolean fits = factor >= least && factor < Double.POSITIVE_INFINITY;
      if (!fits || factors.put(word.substring(0, at), factor) != null) {
        throw new IllegalArgumentException(
            """
            %s: not a list of factors
              given     %s
              expected  a number %s for layers named once each, such as backbone=0.1,..conv4=0.01
              fix       %s\
            """
                .formatted(option, Problem.quote(text), expected, fix));
      }
    }
    return new FactorsOption(factors);
  }

  private static double number(String text) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException _) {
      return Double.NaN;
    }
  }

  /// Reads `backbone=0.1,..conv4=0.01`.
  static final class RateConverter implements ITypeConverter<FactorsOption> {
    @Override
    public FactorsOption convert(String text) {
      return read(
          text,
          Double.MIN_VALUE,
          "--rate-factors",
          "above 0",
          "--rate-factors backbone=0.1, or --freeze for layers that stay as they are");
    }
  }

  /// Reads `biases=1,conv1=0`.
  static final class DecayConverter implements ITypeConverter<FactorsOption> {
    @Override
    public FactorsOption convert(String text) {
      return read(text, 0, "--decay-factors", "of 0 or more", "--decay-factors biases=1,conv1=0");
    }
  }
}
