package dev.kern.train.json;

import dev.kern.data.file.Problem;
import dev.kern.json.Codec;
import dev.kern.json.InvalidValueException;
import dev.kern.json.JsonText;
import dev.kern.json.RecordMapper;
import dev.kern.loss.ClassWeights;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Class weights as the word `balanced`, or as an object with a number for each class.
final class ClassWeightsCodec implements Codec<ClassWeights> {
  private static final String BALANCED = "balanced";

  @Override
  public @Nullable ClassWeights read(@Nullable Object tree, RecordMapper mapper) {
    if (BALANCED.equals(tree)) {
      return ClassWeights.balance();
    }
    if (!(tree instanceof Map)) {
      throw unfit(tree);
    }
    Map<String, Double> weights = new LinkedHashMap<>();
    JsonText.object(tree)
        .forEach(
            (name, value) -> {
              if (!(value instanceof Number number)) {
                throw unfit(tree);
              }
              weights.put(name, number.doubleValue());
            });
    return ClassWeights.of(weights);
  }

  private static InvalidValueException unfit(@Nullable Object tree) {
    return InvalidValueException.of("this value does not fit", "classWeights: balanced")
        .given(Problem.quote(JsonText.line(tree)))
        .expected("balanced, or a number for each class: {cat: 2, dog: 0.5}");
  }

  @Override
  public Object write(ClassWeights weights, RecordMapper mapper) {
    return weights.balanced() ? BALANCED : new LinkedHashMap<>(weights.weights());
  }
}
