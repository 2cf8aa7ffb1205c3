package dev.kern.glyph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.format.Datasets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The letters that come with Kern are what rendering their fonts gives today, byte for byte.
final class EmbeddedRenderTest {
  private static final String LETTERS = "ABCDEFGHIJ";
  private static final int VARIANTS = 2;

  @TempDir private Path folder;

  /// An image with its letter.
  private record Letter(int label, String pixels) {}

  /// Three of the families lie in the test's resources.
  @Test
  void lettersOfSomeFontsAreAmongThem() {
    Dataset embedded = Glyphs.dataset();
    Set<Letter> known = new HashSet<>();
    for (SplitName splitName : SplitName.values()) {
      known.addAll(letters(embedded.split(splitName).orElseThrow()));
    }
    Glyphs glyphs = GlyphRenderer.render(Fonts.folder(), LETTERS, VARIANTS);
    GlyphFiles.write(glyphs, folder.resolve("some"));
    Dataset some = Datasets.open(folder.resolve("some"));
    Set<Letter> rendered = new HashSet<>();
    for (SplitName splitName : SplitName.values()) {
      some.split(splitName).ifPresent(split -> rendered.addAll(letters(split)));
    }
    assertThat(rendered).hasSizeGreaterThan(100);
    assertThat(known).containsAll(rendered);
  }

  private static Set<Letter> letters(Split split) {
    Set<Letter> letters = new HashSet<>();
    float[] pixels = new float[split.shape().size()];
    for (int i = 0; i < split.count(); i++) {
      split.pixels(i, pixels, 0);
      StringBuilder text = new StringBuilder();
      for (float pixel : pixels) {
        text.append((char) Math.round(pixel * 255 + 127.5f));
      }
      letters.add(new Letter(split.label(i), text.toString()));
    }
    return letters;
  }

  /// All fonts, two minutes, where `-Dkern.fonts` names the folder that `npm ci` fills.
  @Test
  void allFontsGiveTheSameFiles() throws IOException {
    String fonts = System.getProperty("kern.fonts", "");
    assumeThat(fonts)
        .as("rendering all fonts needs -Dkern.fonts=…/build/fonts/node_modules (npm ci)")
        .isNotEmpty();
    Path again = folder.resolve("all");
    GlyphFiles.write(GlyphRenderer.render(Path.of(fonts), LETTERS, VARIANTS), again);
    try (Stream<Path> files = Files.list(again)) {
      List<Path> all = files.toList();
      assertThat(all).hasSize(8);
      for (Path file : all) {
        String name = EmbeddedGlyphs.FOLDER + file.getFileName();
        try (InputStream in = Datasets.class.getResourceAsStream(name)) {
          assertThat(in).as(name).isNotNull();
          assertThat(file).hasBinaryContent(in.readAllBytes());
        }
      }
    }
  }
}
