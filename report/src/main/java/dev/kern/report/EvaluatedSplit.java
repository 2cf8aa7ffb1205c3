package dev.kern.report;

import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.model.ActivationTrace;
import dev.kern.model.Evaluation;
import dev.kern.model.Evaluator;
import dev.kern.model.Mistake;
import dev.kern.model.TrainedModel;
import dev.kern.report.draw.MatrixChart;
import dev.kern.report.draw.Raster;
import dev.kern.report.draw.Thumbnail;
import dev.kern.run.Engine;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a trained network makes of images that it has not learned from.
///
/// @param data the images and what there is to know about them
/// @param splitName which split of them was scored
/// @param split that split
/// @param evaluation how well it does
/// @param trace one image on its way through the layers
record EvaluatedSplit(
    Dataset data, SplitName splitName, Split split, Evaluation evaluation, ActivationTrace trace) {
  /// Rows and columns of the largest image: the page shows it no larger, and stays small.
  private static final int LARGEST = 192;

  /// Scores the network on the test images, or the validation images if there are no others; empty
  /// if there are none.
  static Optional<EvaluatedSplit> of(TrainedModel trained, Dataset data) {
    SplitName splitName = data.has(SplitName.TEST) ? SplitName.TEST : SplitName.VALID;
    return data.split(splitName).map(split -> of(trained, data, splitName, split));
  }

  private static EvaluatedSplit of(
      TrainedModel trained, Dataset data, SplitName splitName, Split split) {
    int threads = Runtime.getRuntime().availableProcessors();
    try (Evaluator evaluator = Evaluator.open(trained, Engine.VECTOR, threads)) {
      Evaluation evaluation = evaluator.evaluate(split);
      Set<Integer> wrong =
          evaluation.mistakes().stream().map(Mistake::image).collect(Collectors.toSet());
      int image = 0;
      while (image < split.count() - 1 && wrong.contains(image)) {
        image++;
      }
      return new EvaluatedSplit(
          data, splitName, split, evaluation, ActivationTrace.of(trained, split, image));
    }
  }

  /// An image of one of the images.
  Raster image(int image) {
    return Thumbnail.of(split, image, data.normalization(), LARGEST);
  }

  /// The confusion matrix as a chart.
  MatrixChart confusion() {
    return new MatrixChart(
        "Confusion matrix of the " + splitName.adjective() + " images",
        evaluation.classes(),
        evaluation.confusion());
  }
}
