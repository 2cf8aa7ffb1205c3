package dev.kern.data.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.TestFiles;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// What holds for every format but CIFAR's, whose images have one size: it opens its fixture,
/// `fixture/NAME`, whose 20 training, 10 validation and 10 test images of 4 x 4 are those of
/// `pickle/make.py`.
final class FormatContractTest {
  static Stream<DatasetFormat> formats() {
    return DatasetFormat.all().stream().filter(format -> !(format instanceof CifarFormat));
  }

  private static Path fixture(DatasetFormat format) {
    return TestFiles.resource("fixture/" + format.name());
  }

  @ParameterizedTest
  @MethodSource("formats")
  void opensItsFixture(DatasetFormat format) {
    Dataset data = Datasets.open(fixture(format));
    assertThat(data.provenance().format()).isEqualTo(format.name());
    assertThat(data.provenance().files()).isNotEmpty().allMatch(file -> file.bytes() > 0);
    assertThat(data.warnings()).isEmpty();
    assertThat(data.shape()).isEqualTo(new ImageShape(4, 4, 1));
    assertThat(data.classes()).isEqualTo(10);
    assertThat(data.normalization()).contains(Normalization.COURSE);
    for (SplitName splitName : SplitName.values()) {
      Split split = data.split(splitName).orElseThrow();
      assertThat(split.count()).isEqualTo(splitName == SplitName.TRAIN ? 20 : 10);
      float[] pixels = new float[split.count() * 16];
      int[] labels = new int[split.count()];
      split.copy(0, split.count(), pixels, 0, labels, 0);
      for (int k = 0; k < pixels.length; k++) {
        int value = (37 * k + 11 * List.of(SplitName.values()).indexOf(splitName)) % 256;
        assertThat(pixels[k]).isEqualTo((float) ((value - 127.5) / 255));
      }
      for (int i = 0; i < labels.length; i++) {
        assertThat(labels[i]).isEqualTo(i % 10);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("formats")
  void itsFixtureIsAcceptedByNoOther(DatasetFormat format) {
    for (DatasetFormat other : DatasetFormat.all()) {
      assertThat(other.accepts(fixture(format)))
          .as("%s accepts %s", other.name(), format.name())
          .isEqualTo(format.name().equals(other.name()));
    }
  }

  @Test
  void formatsAreDescribed() {
    assertThat(Datasets.formats()).hasSameSizeAs(DatasetFormat.all()).doesNotHaveDuplicates();
  }
}
