package dev.kern.cli.option;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.SplitName;
import dev.kern.data.format.Datasets;

/// What the usual settings of a network depend on.
///
/// @param image the size of the images
/// @param classes how many classes there are
/// @param images how many training images there are
/// @param letters whether they are the letters that come with Kern
public record DataSize(ImageShape image, int classes, int images, boolean letters) {
  /// That of these letters, and of a data set like the notebook's.
  public static final DataSize USUAL = new DataSize(new ImageShape(28, 28, 1), 10, 40_000, true);

  public static DataSize of(Dataset data) {
    int images = data.split(SplitName.TRAIN).map(train -> train.count()).orElse(0);
    boolean letters = data.provenance().format().equals(Datasets.LETTERS);
    return new DataSize(data.shape(), data.classes(), images, letters);
  }
}
