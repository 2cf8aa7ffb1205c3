package dev.kern.cli.option;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.SplitName;

/// What the usual settings of a network depend on.
///
/// @param image the size of the images
/// @param classes how many classes there are
/// @param images how many training images there are
public record DataSize(ImageShape image, int classes, int images) {
  /// That of a data set like the notebook's.
  public static final DataSize USUAL = new DataSize(new ImageShape(28, 28, 1), 10, 40_000);

  public static DataSize of(Dataset data) {
    int images = data.split(SplitName.TRAIN).map(train -> train.count()).orElse(0);
    return new DataSize(data.shape(), data.classes(), images);
  }
}
