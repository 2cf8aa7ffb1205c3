package dev.kern.serve.store;

import dev.kern.data.Targets;
import dev.kern.model.Prediction;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What a model says about an image under one name: probabilities or values.
///
/// @param name `probabilities`, `values`, or the name of a head
/// @param targets what its numbers stand for; no heads
public record Output(String name, Targets targets) {
  /// The outputs of a model.
  static List<Output> of(Targets targets) {
    return switch (targets.kind()) {
      case CLASS, LABELS -> List.of(new Output("probabilities", targets));
      case VALUES -> List.of(new Output("values", targets));
      case HEADS -> {
        List<Output> heads = new ArrayList<>();
        for (Map.Entry<String, Targets> head : targets.heads().entrySet()) {
          heads.add(new Output(head.getKey(), head.getValue()));
        }
        yield heads;
      }
    };
  }

  /// How many numbers there are for an image.
  public int width() {
    return targets.width();
  }

  /// Writes what the numbers of an image mean: probabilities of classes and labels, computed as
  /// `Classifier` and `Predictor` do, or the values as they are.
  ///
  /// @param raw what the network says
  void write(float[] raw, int rawAt, float[] into, int at) {
    switch (targets.kind()) {
      case CLASS -> {
        double[] probabilities = Prediction.probabilities(raw, rawAt, width());
        for (int i = 0; i < width(); i++) {
          into[at + i] = (float) probabilities[i];
        }
      }
      case LABELS -> {
        for (int i = 0; i < width(); i++) {
          into[at + i] = (float) (1 / (1 + Math.exp(-raw[rawAt + i])));
        }
      }
      case VALUES, HEADS -> System.arraycopy(raw, rawAt, into, at, width());
    }
  }
}
