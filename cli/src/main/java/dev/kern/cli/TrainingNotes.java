package dev.kern.cli;

import dev.kern.data.Dataset;
import dev.kern.data.SplitName;
import dev.kern.data.file.Problem;
import dev.kern.layer.NamedLayer;
import dev.kern.loss.ClassWeights;
import dev.kern.loss.CrossEntropy;
import dev.kern.train.Sampling;
import dev.kern.train.Training;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a user must know to read the numbers of a run, a line each.
final class TrainingNotes {
  private static final int SHOWN = 12;

  private TrainingNotes() {}

  /// What a loss that is reported is called.
  static String loss(Training training) {
    return weights(training).isPresent() ? "weighted loss" : "loss";
  }

  private static Optional<ClassWeights> weights(Training training) {
    return training.loss() instanceof CrossEntropy loss ? loss.classWeights() : Optional.empty();
  }

  /// The lines for the settings of a run.
  static List<String> of(Training training) {
    List<String> notes = new ArrayList<>();
    weights(training)
        .ifPresent(
            weights ->
                notes.add(
                    "note: all losses are weighted by class: "
                        + list(
                            weights.weights().entrySet().stream()
                                .map(
                                    w ->
                                        String.format(
                                            Locale.ROOT, "%s %.3g", w.getKey(), w.getValue()))
                                .toList())));
    if (training.sampling() == Sampling.BALANCED) {
      notes.add("note: each class is drawn equally often, those with few images more than once");
    }
    training
        .fold()
        .ifPresent(fold -> notes.add("note: the test images are those of fold %s".formatted(fold)));
    List<String> frozen =
        training.network().namedLayers().stream()
            .filter(NamedLayer::frozen)
            .map(NamedLayer::name)
            .toList();
    if (!frozen.isEmpty()) {
      notes.add("note: frozen layers, which stay as they are: " + list(frozen));
    }
    training.cacheFeatures().map(TrainingNotes::features).ifPresent(notes::add);
    addFactors(notes, "learning rate", training.rateFactors());
    addFactors(notes, "weight decay", training.decayFactors());
    training
        .from()
        .flatMap(model -> model.model().decision().threshold())
        .ifPresent(
            least ->
                notes.add(
                    "note: the threshold %s of the model isn't taken over: other weights need another"
                        .formatted(least)));
    if (training.freezeStatistics()) {
      notes.add("note: batch normalisation keeps the statistics that it has");
    }
    return notes;
  }

  private static void addFactors(List<String> notes, String what, Map<String, Double> factors) {
    if (!factors.isEmpty()) {
      notes.add(
          "note: factors of the %s: %s"
              .formatted(
                  what,
                  list(
                      factors.entrySet().stream()
                          .map(each -> each.getKey() + " " + each.getValue())
                          .toList())));
    }
  }

  private static String features(boolean once) {
    return once
        ? "note: what the frozen layers at the beginning make of an image is computed once, before"
            + " the first step"
        : "note: the frozen layers at the beginning are computed in each step";
  }

  /// The line on images of a data set that belong to no [fold][dev.kern.data.Fold].
  static Optional<String> unused(Dataset data) {
    return data.split(SplitName.TEST)
        .map(
            test -> {
              boolean one = test.count() == 1;
              boolean heldOut = test.origin(0).splitName().equals(Optional.of(SplitName.TRAIN));
              String images =
                  heldOut
                      ? (one ? "image that was" : "images that were") + " held out for a test"
                      : (one ? "test image" : "test images") + " that the data has of its own";
              return "note: no fold has the %s %s".formatted(Problem.count(test.count()), images);
            });
  }

  private static String list(List<String> words) {
    String more = words.size() > SHOWN ? ", and %d more".formatted(words.size() - SHOWN) : "";
    return words.stream().limit(SHOWN).collect(Collectors.joining(", ")) + more;
  }
}
