package dev.kern.glyph;

import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Objects;

/// The tests' own font files.
final class Fonts {
  private Fonts() {}

  /// The folder that they lie in.
  static Path folder() {
    try {
      return Path.of(Objects.requireNonNull(Fonts.class.getResource("fonts")).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
