package dev.kern.data;

import java.util.Optional;

/// Where the source of a data set has an image, whichever split Kern has put it in.
///
/// @param splitName the split that the source has it in, if that is known
/// @param index its index among the source's images of that split, from 0
/// @param file the file that it was read from, if it has one of its own
public record ImageOrigin(Optional<SplitName> splitName, int index, Optional<String> file) {
  /// The file, or else the index: `train[17]`.
  @Override
  public String toString() {
    return file.orElseGet(() -> splitName.map(SplitName::key).orElse("") + "[" + index + "]");
  }
}
