package dev.kern.glyph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.kern.data.Dataset;
import dev.kern.data.SplitName;
import dev.kern.data.file.DataException;
import dev.kern.data.format.Datasets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Letters from four faces of three families, which are in the test's resources.
final class GlyphRendererTest {
  private static final Path FONTS = Fonts.folder();
  private static final int SIZE = 28 * 28;

  @TempDir private Path folder;

  @Test
  void rendersEveryLetterOfEveryFace() {
    Glyphs glyphs = GlyphRenderer.render(FONTS, "ABCDEFGHIJ", 2);
    assertThat(glyphs.letters()).hasSize(10).startsWith("A").endsWith("J");
    assertThat(glyphs.families())
        .extracting(Glyphs.Family::name, Glyphs.Family::faces)
        .containsExactly(tuple("Cambo", 1), tuple("Lilita", 1), tuple("Orbitron", 2));
    assertThat(glyphs.left().unreadable()).isZero();
    assertThat(glyphs.left().missing()).isZero();
    assertThat(glyphs.count() + glyphs.left().doubles()).isEqualTo(4 * 10 * 3);
  }

  @Test
  void imagesAreDistinctAndFillTheirFrame() {
    Glyphs glyphs = GlyphRenderer.render(FONTS, "ABCDEFGHIJ", 0);
    Set<Integer> hashes = new HashSet<>();
    for (Glyphs.Images images : glyphs.splits().values()) {
      for (int i = 0; i < images.count(); i++) {
        byte[] image = Arrays.copyOfRange(images.pixels(), i * SIZE, (i + 1) * SIZE);
        assertThat(hashes.add(Arrays.hashCode(image))).isTrue();
        for (int side = 0; side < 4; side++) {
          assertThat(brightest(image, side)).as("image %d, side %d", i, side).isPositive();
        }
      }
    }
  }

  private static int brightest(byte[] image, int side) {
    int brightest = 0;
    for (int k = 0; k < 28; k++) {
      int at = side < 2 ? side * 27 * 28 + k : k * 28 + (side - 2) * 27;
      brightest = Math.max(brightest, image[at] & 0xff);
    }
    return brightest;
  }

  @Test
  void theSameFontsGiveTheSameImages() {
    Glyphs once = GlyphRenderer.render(FONTS, "HIJ", 1);
    Glyphs again = GlyphRenderer.render(FONTS, "HIJ", 1);
    assertThat(again.splits()).usingRecursiveComparison().isEqualTo(once.splits());
    assertThat(again.families()).isEqualTo(once.families());
  }

  @Test
  void ofThreeFamiliesEachPartHasOne() {
    Glyphs glyphs = GlyphRenderer.render(FONTS, "HIJ", 0);
    assertThat(glyphs.families())
        .extracting(Glyphs.Family::splitName)
        .containsExactlyInAnyOrder(SplitName.TRAIN, SplitName.VALID, SplitName.TEST);
    assertThat(glyphs.splits()).containsOnlyKeys(SplitName.values());
  }

  @Test
  void oneFamilyIsForTraining() throws IOException {
    try (Stream<Path> fonts = Files.walk(FONTS)) {
      Path font = fonts.filter(f -> f.toString().endsWith(".ttf")).findFirst().orElseThrow();
      Files.copy(font, folder.resolve("only.ttf"));
    }
    Glyphs glyphs = GlyphRenderer.render(folder, "HIJ", 1);
    assertThat(glyphs.families()).hasSize(1);
    assertThat(glyphs.splits()).containsOnlyKeys(SplitName.TRAIN);
  }

  @Test
  void lettersThatNoFaceHasAreMissing() {
    assertThat(GlyphRenderer.render(FONTS, "A\u4e00", 0).left().missing()).isEqualTo(4);
  }

  @Test
  void aFolderOfThemOpensAsADataSet() {
    Glyphs glyphs = GlyphRenderer.render(FONTS, "XYZ", 3);
    Path out = folder.resolve("letters");
    GlyphFiles.write(glyphs, out);
    Dataset data = Datasets.open(out);
    assertThat(data.classNames()).containsExactly("X", "Y", "Z");
    assertThat(data.train().count()).isLessThanOrEqualTo(glyphs.count());
    assertThatThrownBy(() -> GlyphFiles.write(glyphs, out)).isInstanceOf(DataException.class);
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    assertThatThrownBy(() -> GlyphRenderer.render(folder, "AB", 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("contains no fonts")
        .hasMessageContaining(".ttf or .otf");
    assertThatThrownBy(() -> GlyphRenderer.render(folder.resolve("none"), "AB", 0))
        .isInstanceOf(DataException.class);
    assertThatThrownBy(() -> GlyphRenderer.render(FONTS, "AA", 0))
        .hasMessageContaining("AA")
        .hasMessageContaining("2 to 256 different ones");
    Files.write(folder.resolve("broken.ttf"), new byte[100]);
    assertThatThrownBy(() -> GlyphRenderer.render(folder, "AB", 0))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no font in this folder has these letters")
        .hasMessageContaining("font files: 1");
  }
}
