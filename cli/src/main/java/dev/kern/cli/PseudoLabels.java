package dev.kern.cli;

import dev.kern.data.Dataset;
import dev.kern.data.FolderName;
import dev.kern.data.ImageInput;
import dev.kern.data.Provenance;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.Allocation;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.data.format.ImageFinder;
import dev.kern.model.Model;
import dev.kern.model.Prediction;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/// Collects the images whose class a network is sure of.
final class PseudoLabels implements PredictionSink<Prediction> {
  private static final String PATTERN_CHARACTERS = "[*?\\[{].*";

  private final Model model;
  private final double threshold;
  private final List<float[]> images = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();
  private long seen;
  private long scored;

  /// @param threshold the least probability of a class that it is sure of
  PseudoLabels(Model model, double threshold) {
    this.model = model;
    this.threshold = threshold;
  }

  @Override
  public void take(String image, Prediction said, ImageInput input) {
    seen++;
    if (said.probability() >= threshold) {
      String best = said.best(1).getFirst().getKey();
      labels.add(model.targets().names().indexOf(best));
      images.add(input.pixels());
    }
  }

  @Override
  public boolean isSilent() {
    return true;
  }

  /// Asks for predictions of what a word names, but for images in folders of validation or test
  /// images below it, and those of such splits.
  void find(String word, Predictions<Prediction> predictions) {
    String above = word.replaceFirst(PATTERN_CHARACTERS, "");
    ImageFinder.find(
        word,
        new ImageFinder.Listener() {
          @Override
          public void image(String name, long bytes, Supplier<byte[]> content) {
            if (isScored(name.startsWith(above) ? name.substring(above.length()) : name)) {
              scored++;
            } else {
              predictions.image(name, bytes, content);
            }
          }

          @Override
          public void dataset(String name, Path path) {
            predictions.dataset(name, path, Set.of(SplitName.TRAIN));
          }

          @Override
          public void failure(DataException problem) {
            predictions.failure(problem);
          }

          @Override
          public void noted(String note) {
            predictions.noted(note);
          }
        });
  }

  /// Whether a name lies in a folder of validation or test images.
  private static boolean isScored(String name) {
    int end = Math.max(0, name.lastIndexOf('/'));
    return Stream.of(name.substring(0, end).split("/", -1))
        .map(folder -> FolderName.of(folder).splitName())
        .flatMap(Optional::stream)
        .anyMatch(splitName -> splitName != SplitName.TRAIN);
  }

  /// How many images were predicted.
  long seen() {
    return seen;
  }

  /// How many images of validation and test folders were left out.
  long scored() {
    return scored;
  }

  /// How many images of each class there are.
  Map<String, Integer> counts() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    model.targets().names().forEach(name -> counts.put(name, 0));
    labels.forEach(label -> counts.merge(model.targets().names().get(label), 1, Integer::sum));
    return counts;
  }

  /// The images as training images, with the model's classes and scaling.
  ///
  /// Fails with `DataException` if there are none.
  ///
  /// @param source what they were found by
  Dataset dataset(String source) {
    if (images.isEmpty()) {
      throw Problem.at(source, "the network isn't sure of any image")
          .given(
              "%s images, none with a class of probability %s or more"
                  .formatted(Problem.count(seen), threshold))
          .fix("give a lower --threshold, or a better network");
    }
    int size = model.image().size();
    float[] pixels = Allocation.floats(source, (long) images.size() * size);
    for (int i = 0; i < images.size(); i++) {
      System.arraycopy(images.get(i), 0, pixels, i * size, size);
    }
    int[] classes = labels.stream().mapToInt(Integer::intValue).toArray();
    Map<SplitName, Split> splits =
        Map.of(SplitName.TRAIN, Split.of(model.image(), pixels, classes));
    Provenance origin =
        new Provenance(
            source, "predictions", List.of(), Optional.empty(), Optional.empty(), List.of());
    return model
        .normalization()
        .map(scaling -> Dataset.of(model.targets().names(), splits, scaling, origin))
        .orElseGet(() -> Dataset.of(model.targets().names(), splits, origin));
  }
}
