package dev.kern.report;

import dev.kern.data.Dataset;
import dev.kern.data.Part;
import dev.kern.data.Split;
import dev.kern.report.draw.MatrixChart;
import dev.kern.run.Engine;
import dev.kern.train.Evaluation;
import dev.kern.train.Evaluator;
import dev.kern.train.Mistake;
import dev.kern.train.TrainedModel;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What a trained network makes of pictures that it has not learned from.
///
/// @param part which part of the data they are
/// @param split the pictures
/// @param evaluation how well it does
/// @param specimen one picture on its way through the layers
record Findings(Part part, Split split, Evaluation evaluation, Specimen specimen) {
  /// Scores the network on the test pictures, or the validation pictures if there are no others;
  /// empty if there are none.
  static Optional<Findings> of(TrainedModel trained, Dataset data) {
    Optional<Part> part = data.has(Part.TEST) ? Optional.of(Part.TEST) : Optional.of(Part.VALID);
    return part.flatMap(known -> data.split(known).map(split -> of(trained, known, split)));
  }

  private static Findings of(TrainedModel trained, Part part, Split split) {
    int threads = Runtime.getRuntime().availableProcessors();
    try (Evaluator evaluator = Evaluator.open(trained, Engine.VECTOR, threads)) {
      Evaluation evaluation = evaluator.evaluate(split);
      Set<Integer> wrong =
          evaluation.mistakes().stream().map(Mistake::image).collect(Collectors.toSet());
      int image = 0;
      while (image < split.count() - 1 && wrong.contains(image)) {
        image++;
      }
      return new Findings(part, split, evaluation, Specimen.of(trained, split, image));
    }
  }

  /// The confusion matrix as a chart.
  MatrixChart confusion() {
    return new MatrixChart(
        "Confusion matrix of the " + part.adjective() + " pictures",
        evaluation.classes(),
        evaluation.confusion());
  }
}
