package dev.kern.watch;

import dev.kern.data.Normalization;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.PlainText;
import dev.kern.graph.Tensor;
import dev.kern.model.Evaluation;
import dev.kern.model.Mistake;
import dev.kern.report.draw.FilterRasters;
import dev.kern.report.draw.Png;
import dev.kern.report.draw.Thumbnail;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Images on the page, each as a `data:` address.
final class Pictures {
  /// Rows and columns of the largest image: the page shows it no larger.
  private static final int LARGEST = 96;

  private Pictures() {}

  /// The images that the network was most wrong about.
  static RunView.Mistakes mistakes(
      long step,
      SplitName name,
      Evaluation evaluation,
      Split split,
      Optional<Normalization> normalization) {
    List<RunView.Card> cards = new ArrayList<>();
    Split named = split.named(name);
    for (Mistake mistake : evaluation.mistakes()) {
      cards.add(
          new RunView.Card(
              Png.address(Thumbnail.of(split, mistake.image(), normalization, LARGEST)),
              mistake.label(),
              mistake.predicted(),
              mistake.probability(),
              PlainText.of(named.origin(mistake.image()).toString())));
    }
    int wrong = Math.toIntExact(Math.round(evaluation.count() * (1 - evaluation.accuracy())));
    return new RunView.Mistakes(step, name.key(), evaluation.count(), wrong, cards);
  }

  /// The filters of the first convolution, `[rows, columns, channels, filters]`.
  static RunView.Filters filters(long step, String layer, Tensor weights) {
    int count = weights.shape().extent(3);
    List<String> images =
        FilterRasters.of(
                weights.shape().extent(0),
                weights.shape().extent(1),
                weights.shape().extent(2),
                count,
                weights.toArray())
            .stream()
            .map(Png::address)
            .toList();
    return new RunView.Filters(step, layer, count, images);
  }
}
