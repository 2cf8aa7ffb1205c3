package dev.kern.report;

import dev.kern.graph.Tensor;
import dev.kern.model.ActivationMap;
import dev.kern.model.TrainedModel;
import dev.kern.report.draw.Extent;
import dev.kern.report.draw.FilterRasters;
import dev.kern.report.draw.Palette;
import dev.kern.report.draw.Raster;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Small images of filters, and of what layers answer.
final class Thumbnails {
  /// More filters or channels than this say nothing new to the eye.
  static final int MOST = FilterRasters.MOST;

  /// Rows and columns of the largest image of a channel: the page shows it no larger, and stays
  /// small.
  private static final int LARGEST_CHANNEL = 64;

  private Thumbnails() {}

  /// The filters of the first convolution, if it has any of more than one pixel: in colour if they
  /// look at colours, else dark blue where they are negative and light orange where positive.
  static List<Raster> filters(TrainedModel trained) {
    return filters(trained.weights())
        .map(
            weights ->
                FilterRasters.of(
                    weights.shape().extent(0),
                    weights.shape().extent(1),
                    weights.shape().extent(2),
                    weights.shape().extent(3),
                    weights.toArray()))
        .orElse(List.of());
  }

  /// The weights `[rows, columns, channels, filters]` of the first convolution.
  static Optional<Tensor> filters(Map<String, Tensor> weights) {
    return weights.values().stream()
        .filter(tensor -> tensor.shape().rank() == 4)
        .findFirst()
        .filter(tensor -> tensor.shape().extent(0) * tensor.shape().extent(1) > 1);
  }

  /// An image with what speaks for an output marked: from night blue, where nothing does, to
  /// yellow, where the most does.
  static Raster marked(Raster image, ActivationMap map) {
    return image.under(map.sized(image.height(), image.width()), Palette.ANSWER);
  }

  /// The channels of a layer's answer, all on one scale; a row of units is one channel of one row.
  static List<Raster> channels(Tensor answer) {
    float[] values = answer.toArray();
    Extent range = Extent.of(values);
    double strongest = range.strongest();
    Palette palette = range.least() < 0 ? Palette.SIGNED : Palette.ANSWER;
    double from = range.least() < 0 ? -strongest : 0;
    if (answer.shape().rank() == 1) {
      return List.of(Raster.of(values.length, 1, values, 0, 1, from, strongest, palette));
    }
    int channels = answer.shape().last();
    List<Raster> rasters = new ArrayList<>();
    for (int c = 0; c < Math.min(MOST, channels); c++) {
      rasters.add(
          Raster.of(
                  answer.shape().extent(1),
                  answer.shape().extent(0),
                  values,
                  c,
                  channels,
                  from,
                  strongest,
                  palette)
              .within(LARGEST_CHANNEL));
    }
    return rasters;
  }
}
