package dev.kern.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.Normalization;
import dev.kern.data.Split;
import dev.kern.data.TestFiles;
import dev.kern.data.archive.TarWriter;
import dev.kern.data.file.DataException;
import dev.kern.data.file.ScratchFile;
import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// CIFAR for Python: byte `b` of plane `c` of image `i` of a file is `7 b + 50 c + i`, as
/// `pickle/make.py` says.
final class CifarPicklesTest {
  private static final byte[] BATCH = resource("cifar_p2");
  private static final byte[] NAMES = resource("cifarnames_p2");

  @TempDir private Path folder;

  private static byte[] resource(String name) {
    return TestFiles.bytes(TestFiles.resource("pickle/" + name + ".pickle"));
  }

  private static void expect(Split split, int... labels) {
    assertThat(split.count()).isEqualTo(labels.length);
    float[] pixels = new float[3072];
    for (int i = 0; i < labels.length; i++) {
      assertThat(split.label(i)).isEqualTo(labels[i]);
      split.pixels(i, pixels, 0);
      for (int j = 0; j < pixels.length; j++) {
        int value = (7 * Math.floorDiv(j, 3) + 50 * (j % 3) + i % 2) & 0xff;
        assertThat(pixels[j]).isEqualTo(Normalization.COURSE.apply(value));
      }
    }
  }

  private void writeTen() {
    TestFiles.write(folder.resolve("data_batch_1"), BATCH);
    TestFiles.write(folder.resolve("data_batch_2"), BATCH);
    TestFiles.write(folder.resolve("test_batch"), BATCH);
    TestFiles.write(folder.resolve("batches.meta"), NAMES);
    TestFiles.write(folder.resolve("readme.html"), new byte[5]);
  }

  private static void expectTen(Dataset data) {
    assertThat(data.provenance().format()).isEqualTo("cifar");
    assertThat(data.shape()).isEqualTo(new ImageShape(32, 32, 3));
    assertThat(data.classNames()).hasSize(10).startsWith("class 0").endsWith("class 9");
    assertThat(data.normalization()).contains(Normalization.COURSE);
    expect(data.train(), 3, 5, 3, 5);
    expect(data.test(), 3, 5);
  }

  @Test
  void aFolderOrTheArchiveOfThePublisher() throws IOException {
    writeTen();
    expectTen(Datasets.open(folder));
    Path archive = folder.resolve("cifar-10-python.tar.gz");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(archive));
        TarWriter tar = new TarWriter(out)) {
      tar.add("cifar-10-batches-py/", new byte[0]);
      for (String name :
          List.of("data_batch_2", "readme.html", "test_batch", "batches.meta", "data_batch_1")) {
        tar.add("cifar-10-batches-py/" + name, TestFiles.bytes(folder.resolve(name)));
      }
      tar.add("cifar-10-batches-py/._data_batch_1", new byte[3]);
    }
    Dataset data = Datasets.open(archive);
    expectTen(data);
    assertThat(data.provenance().files()).hasSize(1);
    try (ScratchFile scratch = ScratchFile.in(folder)) {
      expectTen(DatasetReader.usual().scratch(scratch).open(archive));
    }
  }

  @Test
  void oneFileWhateverItsNameAndOrder() {
    writeTen();
    Dataset data = Datasets.open(folder.resolve("test_batch"));
    expect(data.test(), 3, 5);
    assertThat(data.classNames()).startsWith("class 0");
    Path mine = TestFiles.write(folder.resolve("mine.pkl"), resource("cifar_p4")); // Fortran order
    expect(Datasets.open(mine).train(), 0, 9);
  }

  @Test
  void withoutItsNamesTheyAreThePublishers() {
    TestFiles.write(folder.resolve("data_batch_1"), BATCH);
    assertThat(Datasets.open(folder).classNames()).startsWith("airplane", "automobile");
  }

  @Test
  void aHundredClassesOfWhichTheFineOnesAreTaken() {
    TestFiles.write(folder.resolve("train"), resource("cifar100_p4"));
    TestFiles.write(folder.resolve("test"), resource("cifar100_p4"));
    TestFiles.write(folder.resolve("meta"), resource("cifar100names_p4"));
    Dataset data = Datasets.open(folder);
    assertThat(data.classNames()).hasSize(100).startsWith("fine 00").endsWith("fine 99");
    expect(data.train(), 99, 7);
    expect(data.test(), 99, 7);
    assertThat(data.warnings())
        .contains("the labels are the 100 fine ones of CIFAR-100; its 20 coarse ones are left out");
  }

  @NeedsSharedData
  @Test
  void theCase() {
    Dataset data = Datasets.open(SharedData.path("cases/formats-missing/cifar-10-batches-py"));
    assertThat(data.train().count()).isEqualTo(10);
    assertThat(data.test().count()).isEqualTo(10);
    assertThat(data.train().label(0)).isEqualTo(5);
  }

  @Test
  void filesThatCannotBeAreRefused() {
    writeTen();
    Path second = folder.resolve("data_batch_2");
    TestFiles.write(second, resource("course_p4"));
    expectFailure("data_batch_2: not a file of CIFAR", "a dict of 6 items with the keys");
    TestFiles.write(second, resource("cifar100_p4"));
    expectFailure("data_batch_2: not a file of CIFAR", "'labels', a list of whole numbers");
    TestFiles.write(second, Arrays.copyOf(BATCH, 3000));
    expectFailure("data_batch_2, byte ");
    byte[] label = BATCH.clone();
    int at = new String(label, StandardCharsets.ISO_8859_1).indexOf("K\u0003K\u0005");
    label[at + 3] = 10;
    TestFiles.write(second, label);
    expectFailure("label at [3] is not a class index", "10");
    TestFiles.write(second, BATCH);
    TestFiles.write(folder.resolve("batches.meta"), resource("cifar100names_p4"));
    expectFailure("batches.meta: wrong number of class names", "0 under the key 'label_names'");
  }

  private void expectFailure(String... parts) {
    assertThatThrownBy(() -> Datasets.open(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContainingAll(parts)
        .hasMessageContaining("\n  fix       ");
  }
}
