package dev.kern.report;

import dev.kern.data.Dataset;
import dev.kern.data.Targets;
import dev.kern.layer.Summary;
import dev.kern.model.TrainedModel;
import dev.kern.train.RunRecord;
import java.util.Optional;

/// All that a report is made from.
///
/// @param record what ran
/// @param history what happened
/// @param trained what was learned, if the run came that far
/// @param data the images, if they are at hand
/// @param evaluated what the network makes of images that it has not learned from, if there are any
record ReportInput(
    RunRecord record,
    History history,
    Optional<TrainedModel> trained,
    Optional<Dataset> data,
    Optional<EvaluatedSplit> evaluated) {

  /// Scores the network, if there are network and images.
  static ReportInput of(
      RunRecord record, History history, Optional<TrainedModel> trained, Optional<Dataset> data) {
    Optional<EvaluatedSplit> evaluated =
        trained.flatMap(
            model -> data.flatMap(images -> EvaluatedSplit.of(model, images, record.recipe())));
    return new ReportInput(record, history, trained, data, evaluated);
  }

  /// What the network says about an image.
  Targets targets() {
    return record.data().learned();
  }

  /// The network's layers.
  Summary summary() {
    var image = record.data().image();
    return record.recipe().network().summary(image.height(), image.width(), image.channels());
  }
}
