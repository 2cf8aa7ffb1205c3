package dev.kern.data;

import java.util.List;
import java.util.Optional;

/// Images that were read from a file each.
final class ImageFileSplit extends ForwardingSplit {
  private final List<String> files;

  /// @param images the images
  /// @param files the name of each one's file
  ImageFileSplit(Split images, List<String> files) {
    super(images);
    this.files = List.copyOf(files);
    if (files.size() != images.count()) {
      throw new IllegalArgumentException(files.size() + " files for " + images.count() + " images");
    }
  }

  @Override
  public Split scaled(Normalization from, Normalization to) {
    return new ImageFileSplit(images().scaled(from, to), files);
  }

  @Override
  public Optional<String> file(int sample) {
    return Optional.of(files.get(sample));
  }

  @Override
  public ImageOrigin origin(int sample) {
    ImageOrigin origin = super.origin(sample);
    return new ImageOrigin(origin.splitName(), origin.index(), file(sample));
  }

  @Override
  public String toString() {
    return describe();
  }
}
