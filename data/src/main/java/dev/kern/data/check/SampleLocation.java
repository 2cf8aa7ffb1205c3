package dev.kern.data.check;

import dev.kern.data.SplitName;
import dev.kern.data.file.PlainText;
import dev.kern.json.Key;
import java.util.Optional;

/// The location of an image.
///
/// @param splitName its split
/// @param sample its index in the split, from 0
/// @param label the name of its class
/// @param file the file it was read from, if it has its own
/// @param source where the source has it, which may be another split: an
///   [dev.kern.data.ImageOrigin] in words
public record SampleLocation(
    @Key("part") SplitName splitName,
    int sample,
    String label,
    Optional<String> file,
    String source) {
  /// Where the source has it: the file, or the index, such as `train[17]`.
  @Override
  public String toString() {
    return PlainText.of(source);
  }
}
