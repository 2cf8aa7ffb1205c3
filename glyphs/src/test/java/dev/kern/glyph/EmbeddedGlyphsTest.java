package dev.kern.glyph;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.ImageTarget;
import dev.kern.data.NamedDataset;
import dev.kern.data.Normalization;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.format.Datasets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// The letters that come with Kern.
final class EmbeddedGlyphsTest {
  private static final Dataset GLYPHS = Glyphs.dataset();

  @Test
  void areTenLettersOf28By28() {
    assertThat(GLYPHS.classNames())
        .containsExactly("A", "B", "C", "D", "E", "F", "G", "H", "I", "J");
    assertThat(GLYPHS.shape()).isEqualTo(new ImageShape(28, 28, 1));
    assertThat(GLYPHS.normalization()).contains(Normalization.COURSE);
    assertThat(GLYPHS.warnings()).isEmpty();
    assertThat(GLYPHS.shapeLines())
        .containsExactly(
            "Training set (38364, 28, 28) (38364,)",
            "Validation set (8058, 28, 28) (8058,)",
            "Test set (5822, 28, 28) (5822,)");
  }

  @Test
  void areOpenedByName() {
    Dataset named = Datasets.open(Path.of("glyphs"));
    assertThat(named.provenance().format()).isEqualTo("glyphs");
    assertThat(named.provenance().source()).isEqualTo("glyphs");
    assertThat(named.provenance().files()).hasSize(6);
    Dataset small = Datasets.open(Path.of("glyphs"), ImageTarget.to(14, 14));
    assertThat(small.shape()).isEqualTo(new ImageShape(14, 14, 1));
    assertThat(small.train().count()).isEqualTo(GLYPHS.train().count());
  }

  /// The class path, where `module-info` isn't read, knows them too.
  @Test
  void bothPathsProvideThem() throws IOException {
    String services = "/META-INF/services/" + NamedDataset.class.getName();
    try (InputStream in = EmbeddedGlyphs.class.getResourceAsStream(services)) {
      assertThat(in).isNotNull();
      assertThat(in).hasBinaryContent((EmbeddedGlyphs.class.getName() + "\n").getBytes(UTF_8));
    }
    assertThat(EmbeddedGlyphs.class.getModule().getDescriptor().provides())
        .anyMatch(p -> p.providers().equals(List.of(EmbeddedGlyphs.class.getName())));
  }

  @Test
  void noImageIsThereTwice() {
    Set<Long> seen = new HashSet<>();
    for (SplitName splitName : SplitName.values()) {
      Split split = GLYPHS.split(splitName).orElseThrow();
      for (int i = 0; i < split.count(); i++) {
        assertThat(seen.add(split.fingerprint(i))).as("%s[%d]", splitName, i).isTrue();
      }
    }
    assertThat(seen).hasSizeGreaterThan(20_000);
  }

  @Test
  void everyLetterHasItsShare() {
    for (SplitName splitName : SplitName.values()) {
      Split split = GLYPHS.split(splitName).orElseThrow();
      int[] counts = new int[10];
      for (int i = 0; i < split.count(); i++) {
        counts[split.label(i)]++;
      }
      assertThat(Arrays.stream(counts).min().orElse(0)).isGreaterThan(split.count() / 13);
    }
  }

  @Test
  void eachFamilyIsInOnePart() throws IOException {
    Map<String, SplitName> families = new HashMap<>();
    Map<SplitName, Integer> images = new HashMap<>();
    try (InputStream in =
        EmbeddedGlyphs.class.getResourceAsStream(EmbeddedGlyphs.FOLDER + "families.tsv")) {
      assertThat(in).isNotNull();
      for (String line : new String(in.readAllBytes(), UTF_8).lines().toList()) {
        String[] cells = line.split("\t", -1);
        SplitName splitName = SplitName.valueOf(cells[1].toUpperCase(Locale.ROOT));
        assertThat(families.put(cells[0], splitName)).as(cells[0]).isNull();
        images.merge(splitName, Integer.parseInt(cells[3]), Integer::sum);
      }
    }
    assertThat(families).hasSizeGreaterThan(150);
    for (SplitName splitName : SplitName.values()) {
      assertThat(images).containsEntry(splitName, GLYPHS.split(splitName).orElseThrow().count());
    }
  }
}
