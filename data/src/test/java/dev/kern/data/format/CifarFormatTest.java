package dev.kern.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.Targets;
import dev.kern.data.TestFiles;
import dev.kern.data.file.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// CIFAR's binary files: byte `b` of plane `c` of image `i` is `7 b + 50 c + i`, its class `i`.
final class CifarFormatTest {
  private static final int PLANE = 32 * 32;

  @TempDir private Path folder;

  private static byte[] records(int labels, int from, int count) {
    int record = labels + 3 * PLANE;
    byte[] content = new byte[count * record];
    for (int i = 0; i < count; i++) {
      int at = i * record;
      content[at] = 19; // of two labels the first is the group
      content[at + labels - 1] = (byte) (from + i);
      for (int b = 0; b < 3 * PLANE; b++) {
        content[at + labels + b] =
            (byte) (7 * (b % PLANE) + 50 * Math.floorDiv(b, PLANE) + from + i);
      }
    }
    return content;
  }

  @BeforeEach
  void write() {
    TestFiles.write(folder.resolve("data_batch_1.bin"), records(1, 0, 4));
    TestFiles.write(folder.resolve("data_batch_2.bin.gz"), TestFiles.packed(records(1, 4, 3)));
    TestFiles.write(folder.resolve("test_batch.bin"), records(1, 2, 5));
  }

  private static void expect(Split split, int from, int count) {
    assertThat(split.count()).isEqualTo(count);
    float[] pixels = new float[3 * PLANE];
    for (int i = 0; i < count; i++) {
      assertThat(split.label(i)).isEqualTo(from + i);
      split.pixels(i, pixels, 0);
      for (int j = 0; j < pixels.length; j++) {
        int value = (7 * Math.floorDiv(j, 3) + 50 * (j % 3) + from + i) & 0xff;
        assertThat(pixels[j]).isEqualTo((float) ((value - 127.5) / 255));
      }
    }
  }

  /// A file stands for itself, and its labels don't count.
  @Test
  void imagesAloneAreThoseOfTheFile() {
    TestFiles.write(folder.resolve("data_batch_3.bin"), records(1, 0, 1));
    Dataset data = DatasetReader.usual().imagesOnly().open(folder.resolve("data_batch_2.bin.gz"));
    assertThat(data.train().count()).isEqualTo(3);
    assertThat(data.has(SplitName.TEST)).isFalse();
    assertThat(data.targets()).isEqualTo(Targets.values(List.of("unlabelled")));
    assertThat(data.warnings()).isEmpty();
    Dataset all = DatasetReader.usual().imagesOnly().open(folder);
    assertThat(all.train().count()).isEqualTo(8);
    assertThat(all.has(SplitName.VALID)).isFalse();
  }

  @Test
  void tenClassesInSeveralFiles() throws IOException {
    for (Path path : List.of(folder, folder.resolve("test_batch.bin"))) {
      Dataset data = Datasets.open(path);
      assertThat(data.provenance().format()).isEqualTo("cifar");
      assertThat(data.shape()).isEqualTo(new ImageShape(32, 32, 3));
      assertThat(data.classNames()).startsWith("airplane", "automobile").hasSize(10);
      expect(data.train(), 0, 7);
      expect(data.test(), 2, 5);
    }
    Files.writeString(folder.resolve("batches.meta.txt"), "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n\n");
    assertThat(Datasets.open(folder).classNames()).endsWith("i", "j");
    Files.writeString(folder.resolve("batches.meta.txt"), "a\nb\n");
    expectFailure("wrong number of class names", "2 lines");
  }

  @Test
  void hundredClassesOfWhichTheFineOnesAreTaken() throws IOException {
    Path hundred = Files.createDirectory(folder.resolve("hundred"));
    TestFiles.write(hundred.resolve("train.bin"), records(2, 90, 9));
    TestFiles.write(hundred.resolve("test.bin"), records(2, 3, 1));
    Dataset data = Datasets.open(hundred);
    assertThat(data.classes()).isEqualTo(100);
    expect(data.train(), 90, 9);
    expect(data.test(), 3, 1);
  }

  @Test
  void filesThatCannotBeAreRefused() {
    Path test = folder.resolve("test_batch.bin");
    TestFiles.write(test, records(1, 6, 5));
    expectFailure("test_batch.bin, byte 12,292: the label at [4] is not a class index", "10");
    TestFiles.write(test, new byte[3072]);
    expectFailure("the length is not that of a CIFAR file", "3,072 bytes", "a multiple of 3,073");
    TestFiles.write(test, new byte[0]);
    expectFailure("the length is not that of a CIFAR file");
  }

  private void expectFailure(String... parts) {
    assertThatThrownBy(() -> Datasets.open(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(parts)
        .hasMessageContaining("\n  fix       ");
  }
}
