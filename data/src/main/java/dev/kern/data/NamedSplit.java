package dev.kern.data;

import java.util.List;
import java.util.Optional;

/// Pictures that were read from a file each.
final class NamedSplit extends ForwardingSplit {
  private final List<String> files;

  /// @param pictures the pictures
  /// @param files the name of each one's file
  NamedSplit(Split pictures, List<String> files) {
    super(pictures);
    this.files = List.copyOf(files);
    if (files.size() != pictures.count()) {
      throw new IllegalArgumentException(
          files.size() + " files for " + pictures.count() + " pictures");
    }
  }

  @Override
  public Optional<String> file(int sample) {
    return Optional.of(files.get(sample));
  }

  @Override
  public String toString() {
    return describe();
  }
}
