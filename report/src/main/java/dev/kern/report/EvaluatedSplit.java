package dev.kern.report;

import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.PlainText;
import dev.kern.metric.ConfusionMatrix;
import dev.kern.metric.Scores;
import dev.kern.model.ActivationMapper;
import dev.kern.model.ActivationTrace;
import dev.kern.model.Evaluation;
import dev.kern.model.Evaluator;
import dev.kern.model.TrainedModel;
import dev.kern.report.draw.MatrixChart;
import dev.kern.report.draw.Raster;
import dev.kern.report.draw.Thumbnail;
import dev.kern.report.draw.Unit;
import dev.kern.run.Engine;
import dev.kern.train.Training;
import java.util.Arrays;
import java.util.Optional;

/// What a trained network makes of images that it has not learned from.
///
/// @param data the images and what there is to know about them
/// @param splitName which split of them was scored
/// @param split that split
/// @param scores what the network said about each image
/// @param evaluation how well it does, by the run's loss and metrics
/// @param trace one image on its way through the layers
/// @param mapper shows where the network looks, if it has layers with rows and columns
record EvaluatedSplit(
    Dataset data,
    SplitName splitName,
    Split split,
    Scores scores,
    Evaluation evaluation,
    ActivationTrace trace,
    Optional<ActivationMapper> mapper) {
  /// Rows and columns of the largest image: the page shows it no larger, and stays small.
  private static final int LARGEST = 192;

  /// Scores the network on the test images, or the validation images if there are no others; empty
  /// if there are none.
  static Optional<EvaluatedSplit> of(TrainedModel trained, Dataset data, Training recipe) {
    SplitName splitName = data.has(SplitName.TEST) ? SplitName.TEST : SplitName.VALID;
    return data.split(splitName)
        .map(split -> of(trained, data, recipe, splitName, split.named(splitName)));
  }

  private static EvaluatedSplit of(
      TrainedModel trained, Dataset data, Training recipe, SplitName splitName, Split split) {
    int threads = Runtime.getRuntime().availableProcessors();
    try (Evaluator evaluator =
        Evaluator.open(trained, Engine.VECTOR, threads, recipe.loss(), recipe.metrics())) {
      Scores scores = evaluator.scores(split);
      int image = 0;
      while (image < split.count() - 1 && !scores.isRight(image)) {
        image++;
      }
      return new EvaluatedSplit(
          data,
          splitName,
          split,
          scores,
          evaluator.evaluation(scores),
          ActivationTrace.of(trained, split, image),
          ActivationMapper.of(trained));
    }
  }

  /// The number of images in words: `20 test images`.
  String images() {
    return Unit.count(scores.count()) + " " + splitName.adjective() + " images";
  }

  /// Where the data has an image: `A/1.png`, or `train[17]`.
  String origin(int image) {
    return PlainText.of(split.origin(image).toString());
  }

  /// An image of one of the images.
  Raster image(int image) {
    return Thumbnail.of(split, image, data.normalization(), LARGEST);
  }

  /// The same image with what speaks for an output marked, if that can be told.
  ///
  /// @param output the place among all outputs of the network
  Optional<Raster> marked(int image, int output) {
    float[] pixels = new float[split.shape().size()];
    split.pixels(image, pixels, 0);
    return mapper.map(maps -> Thumbnails.marked(image(image), maps.map(pixels, output)));
  }

  /// A confusion matrix as a chart.
  ///
  /// @param classes the scores of targets that are classes
  MatrixChart confusion(Scores classes) {
    ConfusionMatrix matrix = ConfusionMatrix.of(classes);
    return new MatrixChart(
        "Confusion matrix of the " + splitName.adjective() + " images",
        matrix.names(),
        Arrays.stream(matrix.toArray()).map(row -> Arrays.stream(row).boxed().toList()).toList());
  }
}
