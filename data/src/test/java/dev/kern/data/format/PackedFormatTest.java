package dev.kern.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.TestFiles;
import dev.kern.data.archive.TarWriter;
import dev.kern.data.file.DataException;
import dev.kern.data.file.ScratchFile;
import dev.kern.testing.AllocatedBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Data sets of a few files in archives, as they are downloaded.
final class PackedFormatTest {
  @TempDir private Path folder;

  /// A fixture's files, under names that begin so.
  private static Map<String, byte[]> files(String fixture, String before, boolean unpack)
      throws IOException {
    Path root = TestFiles.resource("fixture/" + fixture);
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = before + root.relativize(file);
        if (unpack && name.endsWith(".gz")) {
          files.put(name.replace(".gz", ""), TestFiles.unpacked(file));
        } else {
          files.put(name, TestFiles.bytes(file));
        }
      }
    }
    return files;
  }

  private Path archive(String name, Map<String, byte[]> files) throws IOException {
    Path path = folder.resolve(name);
    try (OutputStream file = Files.newOutputStream(path)) {
      if (name.endsWith(".zip")) {
        try (ZipOutputStream zip = new ZipOutputStream(file)) {
          for (Map.Entry<String, byte[]> entry : files.entrySet()) {
            zip.putNextEntry(new ZipEntry(entry.getKey()));
            zip.write(entry.getValue());
          }
        }
      } else {
        OutputStream out = name.endsWith(".gz") ? new GZIPOutputStream(file) : file;
        try (TarWriter tar = new TarWriter(out)) {
          for (Map.Entry<String, byte[]> entry : files.entrySet()) {
            tar.add(entry.getKey(), entry.getValue());
          }
        }
      }
    }
    return path;
  }

  private static void expectSame(Dataset data, Dataset expected) {
    assertThat(data.classNames()).isEqualTo(expected.classNames());
    assertThat(data.provenance().format()).isEqualTo(expected.provenance().format());
    for (SplitName name : SplitName.values()) {
      Split split = data.split(name).orElseThrow();
      Split same = expected.split(name).orElseThrow();
      assertThat(split.count()).isEqualTo(same.count());
      for (int i = 0; i < split.count(); i++) {
        assertThat(split.fingerprint(i)).isEqualTo(same.fingerprint(i));
        assertThat(split.label(i)).isEqualTo(same.label(i));
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "idx, '', a.zip",
    "idx, MNIST/raw/, a.tar",
    "idx, '', a.tar.gz",
    "csv, '', a.zip",
    "csv, deep/er/, a.tar.gz",
    "npy, arrays/, a.zip",
    "npy, '', a.tar",
  })
  void isWhatTheFolderIs(String fixture, String before, String name) throws IOException {
    Dataset expected = Datasets.open(TestFiles.resource("fixture/" + fixture));
    for (boolean unpack : new boolean[] {false, true}) {
      Map<String, byte[]> files = files(fixture, before, unpack);
      files.put("__MACOSX/" + before + "._x", new byte[4]);
      files.put(before + "README.md", new byte[4]);
      Path archive = archive(unpack + name, files);
      Dataset data = Datasets.open(archive);
      expectSame(data, expected);
      assertThat(data.warnings()).isEmpty();
      assertThat(data.provenance().source()).isEqualTo(archive.toString());
      assertThat(data.provenance().files())
          .singleElement()
          .satisfies(file -> assertThat(file.name()).isEqualTo(unpack + name));
      try (ScratchFile scratch = ScratchFile.in(folder)) {
        expectSame(DatasetReader.usual().scratch(scratch).open(archive), expected);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"a.tar.gz", "a.zip"})
  void theBinaryFilesOfCifar(String name) throws IOException {
    byte[] record = new byte[3073];
    record[0] = 3;
    Map<String, byte[]> files = new TreeMap<>();
    files.put("cifar-10-batches-bin/data_batch_1.bin", record);
    files.put("cifar-10-batches-bin/test_batch.bin", record);
    files.put(
        "cifar-10-batches-bin/batches.meta.txt",
        "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\n".getBytes(StandardCharsets.UTF_8));
    files.put("cifar-10-batches-bin/readme.html", new byte[9]);
    Dataset data = Datasets.open(archive(name, files));
    assertThat(data.provenance().format()).isEqualTo("cifar");
    assertThat(data.classNames()).startsWith("a", "b");
    assertThat(data.test().label(0)).isEqualTo(3);
  }

  @ParameterizedTest
  @CsvSource({"a.tar", "a.zip"})
  void ofSeveralDataSetsTheUppermostIsReadAndTheOthersAreTold(String name) throws IOException {
    Map<String, byte[]> files = files("idx", "", false);
    files.putAll(files("idx", "train-images/", false));
    files.putAll(files("csv", "tables/", false));
    Dataset data = Datasets.open(archive(name, files));
    expectSame(data, Datasets.open(TestFiles.resource("fixture/idx")));
    assertThat(data.warnings())
        .containsExactly(
            "read the files at the top of the archive, not the data in tables, train-images");
  }

  @Test
  void messagesNameTheFileInTheArchive() throws IOException {
    for (String name : new String[] {"a.zip", "a.tar.gz"}) {
      Map<String, byte[]> files = files("idx", "raw/", true);
      files.compute("raw/test-images-idx3-ubyte", (_, bytes) -> Arrays.copyOf(bytes, 100));
      Path path = archive(name, files);
      assertThatThrownBy(() -> Datasets.open(path))
          .isInstanceOf(DataException.class)
          .hasMessageStartingWith(
              path + ", raw/test-images-idx3-ubyte, byte 16: the header doesn't match the length");
      files.remove("raw/test-images-idx3-ubyte");
      Path without = archive("b" + name, files);
      assertThatThrownBy(() -> Datasets.open(without))
          .hasMessageStartingWith(
              without + ", raw/test-labels-idx1-ubyte: the test labels have no images");
    }
  }

  @Test
  void archivesThatAreCutAreRefused() throws IOException {
    for (String name : new String[] {"a.zip", "a.tar", "a.tar.gz"}) {
      byte[] whole = TestFiles.bytes(archive(name, files("idx", "", true)));
      for (int length : new int[] {whole.length / 2, whole.length / 4}) {
        Path cut = TestFiles.write(folder.resolve(length + name), Arrays.copyOf(whole, length));
        assertThatThrownBy(() -> Datasets.open(cut))
            .isInstanceOf(DataException.class)
            .hasMessageContaining("\n  fix       ");
      }
    }
  }

  /// A file in a tar file that claims to be larger than all of it costs nothing.
  @Test
  void sizesThatLieAreNotBelieved() throws IOException {
    Path tar = archive("a.tar", files("idx", "", true));
    byte[] bytes = TestFiles.bytes(tar);
    byte[] size = "77777777777".getBytes(StandardCharsets.US_ASCII); // 8 GiB
    int sum = 0;
    System.arraycopy(size, 0, bytes, 124, size.length);
    for (int i = 0; i < 512; i++) {
      sum += i >= 148 && i < 156 ? ' ' : bytes[i] & 0xff;
    }
    byte[] digits = "%06o\0 ".formatted(sum).getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(digits, 0, bytes, 148, digits.length);
    TestFiles.write(tar, bytes);
    long allocated =
        AllocatedBytes.of(
            () ->
                assertThatThrownBy(() -> Datasets.open(tar))
                    .hasMessageContaining("unexpected end of file"));
    assertThat(allocated).isLessThan(20_000_000);
  }

  /// Zeros that are gzipped and packed come to two hundred times the archive's size at most.
  @Test
  void filesThatUnpackToFarTooMuchAreRefused() throws IOException {
    byte[] zeros = new byte[100 << 20];
    int images = (zeros.length - 16) / 16;
    ByteBuffer.wrap(zeros).putInt(0x803).putInt(images).putInt(4).putInt(4);
    Map<String, byte[]> files = files("idx", "", false);
    files.put("train-images-idx3-ubyte.gz", TestFiles.packed(zeros));
    for (String name : new String[] {"a.zip", "a.tar.gz"}) {
      Path path = archive(name, files);
      assertThatThrownBy(() -> Datasets.open(path))
          .isInstanceOf(DataException.class)
          .hasMessageContaining("train-images-idx3-ubyte.gz")
          .hasMessageContaining("expands far more than image data can");
    }
  }

  @Test
  void otherArchivesSayWhatTheyHoldAndWhatToDo() throws IOException {
    Path path = archive("a.zip", new TreeMap<>(Map.of("a", new byte[1], "b.pickle", new byte[3])));
    assertThatThrownBy(() -> Datasets.open(path))
        .hasMessageContaining(
            "given     a zip archive (or .npz) with 2 files: 1 .pickle, 1 other ('a')\n")
        .hasMessageEndingWith("unpack it, and give the file or folder in it that is one of these");
    Path parquet = archive("b.zip", Map.of("data/train.parquet", new byte[9]));
    assertThatThrownBy(() -> Datasets.open(parquet))
        .hasMessageContaining("1 file: 1 .parquet")
        .hasMessageEndingWith(
            "export each image as a file in a folder named after its class, such as cat/1.png");
    Path mat =
        TestFiles.write(
            folder.resolve("x.mat"), "MATLAB 5.0 MAT-file".getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> Datasets.open(mat))
        .hasMessageContaining("given     a MATLAB file\n")
        .hasMessageContaining("scipy.io.loadmat");
  }
}
