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
public record SampleLocation(
    @Key("part") SplitName splitName, int sample, String label, Optional<String> file) {
  /// The file, or the index: `train[17]`.
  @Override
  public String toString() {
    return file.map(PlainText::of).orElseGet(() -> "%s[%d]".formatted(splitName.key(), sample));
  }
}
