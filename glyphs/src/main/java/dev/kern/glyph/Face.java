package dev.kern.glyph;

import java.awt.Font;
import java.awt.FontFormatException;
import java.awt.Shape;
import java.awt.font.FontRenderContext;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/// A face of a typeface, such as the bold italic of Lora, read from its file.
///
/// The family is the first word of the typeface's name, `Roboto` for `Roboto Slab` and `Roboto
/// Mono` too: coarser than a typographer's family, so that closely related typefaces are never in
/// both training and test.
final class Face {
  private static final float EM = 256;
  private static final FontRenderContext EXACT = new FontRenderContext(null, true, true);

  private final String family;
  private final String name;
  private final Font font;

  private Face(String family, String name, Font font) {
    this.family = family;
    this.name = name;
    this.font = font;
  }

  /// Reads a font file; empty if it is broken or Java doesn't support it.
  static Optional<Face> read(Path file) {
    try {
      Font font = Font.createFont(Font.TRUETYPE_FONT, file.toFile()).deriveFont(EM);
      String family = font.getFamily(Locale.ROOT).strip().split("[\\s_-]", 2)[0];
      return Optional.of(new Face(family, file.getFileName().toString(), font));
    } catch (FontFormatException | IOException _) {
      return Optional.empty();
    }
  }

  /// The first word of the typeface's name.
  String family() {
    return family;
  }

  /// The file's name.
  String name() {
    return name;
  }

  /// The outline of a letter, or empty if the face lacks it or it is blank.
  Optional<Shape> outline(int letter) {
    if (!font.canDisplay(letter)) {
      return Optional.empty();
    }
    Shape outline = font.createGlyphVector(EXACT, Character.toString(letter)).getOutline();
    return outline.getBounds2D().isEmpty() ? Optional.empty() : Optional.of(outline);
  }
}
