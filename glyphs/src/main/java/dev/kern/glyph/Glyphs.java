package dev.kern.glyph;

import dev.kern.data.Dataset;
import dev.kern.data.Part;
import java.util.List;
import java.util.Map;

/// Rendered letters, with what there is to know about where they came from.
///
/// @param letters the classes
/// @param parts the images of each part
/// @param families the families that they were rendered from, in the order of their names
/// @param left what was left out
public record Glyphs(
    List<String> letters, Map<Part, Images> parts, List<Family> families, LeftOut left) {
  /// Images of one part, in an order in which letters and faces come mixed.
  ///
  /// @param pixels `[count, 28, 28]`, 0 dark to 255 light
  /// @param labels the indices of their letters
  @SuppressWarnings("ArrayRecordComponent") // carried to a file, never compared
  public record Images(byte[] pixels, byte[] labels) {
    /// How many.
    public int count() {
      return labels.length;
    }
  }

  /// A font family; all its images are in one part.
  ///
  /// @param name the first word of its faces' names
  /// @param part where its images are
  /// @param faces how many faces of it were rendered
  /// @param images how many images they gave
  public record Family(String name, Part part, int faces, int images) {}

  /// What was left out, and why.
  ///
  /// @param unreadable files that hold no font that Java can draw
  /// @param symbols faces that draw something other than letters
  /// @param missing letters that a face lacks or leaves blank
  /// @param doubles images that were there already
  public record LeftOut(int unreadable, int symbols, int missing, int doubles) {}

  /// The letters A to J that come with Kern, 28 x 28, rendered from open fonts.
  ///
  /// No font family is in two of its parts, so its test images are of typefaces that a network has
  /// not seen.
  public static Dataset dataset() {
    return new EmbeddedGlyphs().open();
  }

  /// How many images there are.
  public int count() {
    return parts.values().stream().mapToInt(Images::count).sum();
  }
}
