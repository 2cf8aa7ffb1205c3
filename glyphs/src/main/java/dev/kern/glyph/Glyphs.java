package dev.kern.glyph;

import dev.kern.data.Dataset;
import dev.kern.data.SplitName;
import java.util.List;
import java.util.Map;

/// Rendered letters and where they came from.
///
/// @param letters the classes
/// @param splits the images of each split
/// @param families the families that they were rendered from, in the order of their names
/// @param left what was left out
public record Glyphs(
    List<String> letters, Map<SplitName, Images> splits, List<Family> families, LeftOut left) {
  /// The images of one split, with letters and faces mixed.
  ///
  /// @param pixels `[count, 28, 28]`, from 0 (dark) to 255 (light)
  /// @param labels the indices of their letters
  @SuppressWarnings("ArrayRecordComponent") // carried to a file, never compared
  public record Images(byte[] pixels, byte[] labels) {
    /// The number of images.
    public int count() {
      return labels.length;
    }
  }

  /// A font family; all its images are in the same split.
  ///
  /// @param name the first word of its faces' names
  /// @param splitName the split of its images
  /// @param faces the number of its faces that were rendered
  /// @param images the number of images rendered from them
  public record Family(String name, SplitName splitName, int faces, int images) {}

  /// What was left out, and why.
  ///
  /// @param unreadable files that hold no font that Java can draw
  /// @param symbols faces that draw symbols instead of letters
  /// @param missing letters that a face lacks or leaves blank
  /// @param doubles images that duplicate another one
  public record LeftOut(int unreadable, int symbols, int missing, int doubles) {}

  /// The letters A to J that come with Kern, 28 x 28, rendered from open fonts.
  ///
  /// No font family is in two of its splits, so the test images show typefaces that a trained
  /// network hasn't seen.
  public static Dataset dataset() {
    return new EmbeddedGlyphs().open();
  }

  /// The total number of images.
  public int count() {
    return splits.values().stream().mapToInt(Images::count).sum();
  }
}
