package dev.kern.data;

import java.util.List;
import java.util.Optional;

/// Pictures that were read from a file each.
///
/// @param pictures the pictures
/// @param files the name of each one's file
record NamedSplit(Split pictures, List<String> files) implements Split {
  NamedSplit {
    files = List.copyOf(files);
    if (files.size() != pictures.count()) {
      throw new IllegalArgumentException(
          files.size() + " files for " + pictures.count() + " pictures");
    }
  }

  @Override
  public int count() {
    return pictures.count();
  }

  @Override
  public ImageShape shape() {
    return pictures.shape();
  }

  @Override
  public int label(int sample) {
    return pictures.label(sample);
  }

  @Override
  public void pixels(int sample, float[] into, int at) {
    pictures.pixels(sample, into, at);
  }

  @Override
  public long fingerprint(int sample) {
    return pictures.fingerprint(sample);
  }

  @Override
  public Optional<String> file(int sample) {
    return Optional.of(files.get(sample));
  }
}
