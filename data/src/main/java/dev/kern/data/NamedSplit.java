package dev.kern.data;

import java.util.Optional;

/// Images that a source has in a split, wherever they go from there.
final class NamedSplit extends ForwardingSplit {
  private final SplitName splitName;

  NamedSplit(Split images, SplitName splitName) {
    super(images);
    this.splitName = splitName;
  }

  @Override
  public Split scaled(Normalization from, Normalization to) {
    return new NamedSplit(images().scaled(from, to), splitName);
  }

  @Override
  public ImageOrigin origin(int sample) {
    ImageOrigin origin = super.origin(sample);
    return new ImageOrigin(
        origin.splitName().or(() -> Optional.of(splitName)), origin.index(), origin.file());
  }
}
