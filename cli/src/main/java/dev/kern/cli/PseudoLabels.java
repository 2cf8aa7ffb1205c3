package dev.kern.cli;

import dev.kern.data.Dataset;
import dev.kern.data.FolderName;
import dev.kern.data.ImageInput;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Provenance;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.data.format.ImageFinder;
import dev.kern.model.Model;
import dev.kern.model.Prediction;
import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/// Collects the images whose class a network is sure of.
///
/// Image files in folders of validation or test images are left out. Such a folder that a user
/// names is one of images to label.
final class PseudoLabels implements PredictionSink<Prediction> {
  private static final String FROM_PATTERN = "[^/]*[*?\\[{].*";
  private static final int MOST_NAMED = 5;

  /// As far from a byte a pixel may be for having been scaled in floats, once or twice.
  private static final double ROUNDING = 1e-3;

  private final Model model;
  private final double threshold;
  private final Optional<Normalization> rescaled;
  private final List<float[]> images = new ArrayList<>();
  private final List<Integer> labels = new ArrayList<>();
  private final NavigableSet<String> folders = new TreeSet<>();
  private long seen;
  private long scored;

  /// @param threshold the least probability of a class that it is sure of
  PseudoLabels(Model model, double threshold) {
    this.model = model;
    this.threshold = threshold;
    this.rescaled =
        model
            .normalization()
            .filter(own -> own.levels().isEmpty() && !own.mapsLike(Normalization.COURSE));
  }

  @Override
  public void take(String image, Prediction said, ImageInput input) {
    seen++;
    if (said.probability() >= threshold) {
      String best = said.best(1).getFirst().getKey();
      labels.add(model.targets().names().indexOf(best));
      float[] pixels = input.pixels();
      rescaled.ifPresent(from -> rescale(from, pixels));
      images.add(pixels);
    }
  }

  /// Brings pixels to the usual scaling, which formats without one are read in; those that were
  /// bytes become just what these would be.
  private void rescale(Normalization from, float[] pixels) {
    for (int i = 0; i < pixels.length; i++) {
      int channel = i % model.image().channels();
      double value = from.value(pixels[i], channel);
      double whole = Math.rint(value);
      boolean wasByte = Math.abs(value - whole) < ROUNDING;
      pixels[i] = Normalization.COURSE.apply(wasByte ? whole : value);
    }
  }

  @Override
  public boolean isSilent() {
    return true;
  }

  /// Asks for predictions of what a word names, but for validation and test images below it.
  void find(String word, Predictions<Prediction> predictions) {
    String above = new File(word).exists() ? word : word.replaceFirst(FROM_PATTERN, "");
    ImageFinder.find(
        word,
        new ImageFinder.Listener() {
          @Override
          public void image(String name, long bytes, Supplier<byte[]> content) {
            int begin = name.startsWith(above) ? above.length() : 0;
            Optional<String> folder = scoredFolder(name, begin);
            if (folder.isPresent()) {
              scored++;
              folders.add(folder.get());
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

  /// The first folder of validation or test images that a name lies in, from a place in it on.
  private static Optional<String> scoredFolder(String name, int begin) {
    int from = begin;
    for (int end = name.indexOf('/', from); end >= 0; end = name.indexOf('/', from)) {
      boolean scored =
          FolderName.of(name.substring(from, end))
              .splitName()
              .filter(splitName -> splitName != SplitName.TRAIN)
              .isPresent();
      if (scored) {
        return Optional.of(name.substring(0, end));
      }
      from = end + 1;
    }
    return Optional.empty();
  }

  /// How many images were predicted.
  long seen() {
    return seen;
  }

  /// What to say of the folders that were left out; empty if none was.
  Optional<String> leftOut() {
    if (scored == 0) {
      return Optional.empty();
    }
    List<String> some = folders.stream().limit(MOST_NAMED).map(Problem::quote).toList();
    return Optional.of(
        "left out %s %s in folders of validation or test images: %s%s (to label the images of one, name it)"
            .formatted(
                Problem.count(scored),
                scored == 1 ? "image" : "images",
                String.join(", ", some),
                folders.size() > MOST_NAMED ? ", …" : ""));
  }

  /// How many images of each class there are.
  Map<String, Integer> counts() {
    Map<String, Integer> counts = new LinkedHashMap<>();
    List<String> names = model.targets().names();
    names.forEach(name -> counts.put(name, 0));
    labels.forEach(label -> counts.merge(names.get(label), 1, Integer::sum));
    return counts;
  }

  /// The images as training images, with the model's classes.
  ///
  /// Fails with `DataException` if there are none.
  ///
  /// @param source what they were found by
  Dataset dataset(String source) {
    if (seen == 0) {
      throw Problem.at(source, "there are no images to label")
          .expected("images that aren't validation or test images, and can be read")
          .fix("name the files or folders of those to label");
    }
    if (images.isEmpty()) {
      throw Problem.at(source, "the network isn't sure of any image")
          .given(
              "%s images, none with a class of probability %s or more"
                  .formatted(Problem.count(seen), threshold))
          .fix("give a lower --threshold, or a better network");
    }
    Map<SplitName, Split> splits = Map.of(SplitName.TRAIN, new Rows(model.image(), images, labels));
    Provenance origin = Provenance.ofProgram(source);
    List<String> names = model.targets().names();
    return model
        .normalization()
        .map(own -> rescaled.isPresent() ? Normalization.COURSE : own)
        .map(scaling -> Dataset.of(names, splits, scaling, origin))
        .orElseGet(() -> Dataset.of(names, splits, origin));
  }

  /// Images with an array for each.
  private record Rows(ImageShape shape, List<float[]> images, List<Integer> labels)
      implements Split {
    @Override
    public int count() {
      return images.size();
    }

    @Override
    public int label(int sample) {
      return labels.get(sample);
    }

    @Override
    public void pixels(int sample, float[] into, int at) {
      System.arraycopy(images.get(sample), 0, into, at, shape.size());
    }
  }
}
