package dev.kern.data.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.Dataset;
import dev.kern.data.Provenance;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.TestFiles;
import dev.kern.data.archive.FileSet;
import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Real IDX sets, and how files find each other.
final class IdxTest {
  @NeedsSharedData
  @Test
  void notMnistIsTheSameInBothFormats() {
    Dataset idx = Datasets.open(SharedData.path("data/notmnist/valid-images-idx3-ubyte.gz"));
    Dataset pickle = Datasets.open(SharedData.path("data/notmnist/notMNIST.pickle.gz"));
    float[] a = new float[784];
    float[] b = new float[784];
    for (SplitName splitName : SplitName.values()) {
      Split one = idx.split(splitName).orElseThrow();
      Split other = pickle.split(splitName).orElseThrow();
      assertThat(one.count()).isEqualTo(other.count());
      for (int i = 0; i < one.count(); i++) {
        one.pixels(i, a, 0);
        other.pixels(i, b, 0);
        assertThat(a).isEqualTo(b);
        assertThat(one.label(i)).isEqualTo(other.label(i));
      }
    }
    assertThat(idx.normalization()).isEqualTo(pickle.normalization());
  }

  /// The sums are NumPy's, over the two files.
  @NeedsSharedData
  @Test
  void mnistIsCutAndComplete() {
    Dataset data = Datasets.open(SharedData.path("data/other/mnist"));
    assertThat(data.train().count()).isEqualTo(54_000);
    assertThat(data.valid().count()).isEqualTo(6_000);
    assertThat(data.test().count()).isEqualTo(10_000);
    assertThat(sum(data.train()) + sum(data.valid())).isEqualTo(1_567_298_545);
    assertThat(sum(data.test())).isEqualTo(264_923_200);
    assertThat(data.warnings())
        .containsExactly(
            "no validation split: 6,000 of the 60,000 training images were held out for it"
                + " (a tenth of each class; identical images stay together)");
    assertThat(data.provenance().files())
        .extracting(Provenance.SourceFile::name)
        .containsExactly(
            "t10k-images-idx3-ubyte.gz",
            "t10k-labels-idx1-ubyte.gz",
            "train-images-idx3-ubyte.gz",
            "train-labels-idx1-ubyte.gz");
  }

  private static long sum(Split split) {
    long sum = 0;
    float[] pixels = new float[784];
    for (int i = 0; i < split.count(); i++) {
      split.pixels(i, pixels, 0);
      for (float pixel : pixels) {
        sum += Math.round(pixel * 255 + 127.5);
      }
    }
    return sum;
  }

  @ParameterizedTest
  @CsvSource({
    "train-images-idx3-ubyte, train-labels-idx1-ubyte, TRAIN",
    "train-images.idx3-ubyte, train-labels.idx1-ubyte, TRAIN",
    "t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte, TEST",
    "Test-Images-IDX3-ubyte, test-labels-idx1-ubyte, TEST",
    "validation_images_idx3, validation_labels_idx1, VALID",
    "emnist-letters-test-images-idx3-ubyte, emnist-letters-test-labels-idx1-ubyte, TEST",
    "images-idx3-ubyte, labels-idx1-ubyte, TRAIN",
  })
  void filesFindEachOther(String images, String labels, SplitName splitName, @TempDir Path folder)
      throws IOException {
    Path from = TestFiles.resource("fixture/idx");
    Files.copy(from.resolve("test-images-idx3-ubyte.gz"), folder.resolve(images));
    Files.copy(from.resolve("test-labels-idx1-ubyte.gz"), folder.resolve(labels));
    FileSet files = FileSet.of(folder);
    IdxSet set = IdxSet.of(files, Optional.of(labels));
    assertThat(set.splits())
        .containsOnlyKeys(splitName)
        .containsValue(new IdxSet.Pair(images, labels));
    assertThat(IdxSet.of(files, Optional.empty())).isEqualTo(set);
  }
}
