package dev.kern.cli.option;

import dev.kern.data.file.Problem;
import dev.kern.loss.ClassWeights;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;

/// Class weights as an option: `balanced`, or a list such as `cat=2,dog=0.5`.
public final class ClassWeightsOption implements ITypeConverter<ClassWeights> {
  public static final String WORDS =
      "how much images count in the loss, by class: balanced, or a list such as cat=2,dog=0.5 (the"
          + " other classes: 1)";

  @Override
  public ClassWeights convert(String text) {
    if (text.equals("balanced")) {
      return ClassWeights.balance();
    }
    Map<String, Double> weights = new LinkedHashMap<>();
    for (String word : text.split(",", -1)) {
      int at = word.lastIndexOf('=');
      if (at < 1
          || weights.put(word.substring(0, at), number(text, word.substring(at + 1))) != null) {
        throw unfit(text);
      }
    }
    return ClassWeights.of(weights);
  }

  private static double number(String text, String number) {
    try {
      return Double.parseDouble(number);
    } catch (NumberFormatException _) {
      throw unfit(text);
    }
  }

  private static IllegalArgumentException unfit(String text) {
    return new IllegalArgumentException(
        """
        --class-weights: not class weights
          given     %s
          expected  balanced, or a number for each of some classes, such as cat=2,dog=0.5
          fix       --class-weights balanced\
        """
            .formatted(Problem.quote(text)));
  }
}
