package dev.kern.fuzz;

import static dev.kern.fuzz.Seeds.content;
import static dev.kern.fuzz.Seeds.data;
import static dev.kern.fuzz.Seeds.write;

import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.format.Datasets;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged data sets of every format.
@Tag("repeated")
final class DataFuzzTest {
  private static final int GREY = BufferedImage.TYPE_BYTE_GRAY;

  @TempDir Path folder;

  /// Opens what a file of this name holds.
  private Consumer<byte[]> opening(String name) {
    Path file = folder.resolve(name);
    return content -> Datasets.open(write(file, content));
  }

  private static List<byte[]> pickleSeeds() {
    return Seeds.all("pickle", ".pickle");
  }

  @Test
  void pickles() {
    Fuzz.bytes(pickleSeeds()).read("pickle", opening("fuzzed.pickle"));
  }

  @Test
  void gzippedPickles() {
    List<byte[]> packed = pickleSeeds().stream().map(Seeds::packed).toList();
    Fuzz.packed(packed).read("pickle, gzipped", opening("fuzzed.pickle.gz"));
  }

  @Test
  void npy() {
    write(folder.resolve("test_labels.npy"), content(data("fixture/npy/test_labels.npy")));
    Fuzz.bytes(Seeds.all("fixture/npy", ".npy")).read("NumPy .npy", opening("test_images.npy"));
  }

  @Test
  void npz() {
    byte[] packed = content(data("fixture/npz"));
    byte[] stored = content(data("npy/keras.npz"));
    Fuzz.packed(List.of(packed, stored)).read("NumPy .npz", opening("fuzzed.npz"));
  }

  private static List<byte[]> idxSeeds() {
    return Seeds.all("fixture/idx", ".gz").stream().map(Seeds::unpacked).toList();
  }

  private static byte[] idx(String part) {
    return Seeds.unpacked(content(data("fixture/idx/" + part + "-ubyte.gz")));
  }

  @Test
  void idxImages() {
    write(folder.resolve("test-labels-idx1-ubyte"), idx("test-labels-idx1"));
    Fuzz.bytes(idxSeeds()).read("IDX images", opening("test-images-idx3-ubyte"));
  }

  @Test
  void idxLabels() {
    Path labels = folder.resolve("test-labels-idx1-ubyte");
    Path images = write(folder.resolve("test-images-idx3-ubyte"), idx("test-images-idx3"));
    Fuzz.bytes(idxSeeds())
        .read(
            "IDX labels",
            content -> {
              write(labels, content);
              Datasets.open(images);
            });
  }

  @Test
  void cifar() {
    List<byte[]> seeds = List.of(Seeds.cifar(2), Seeds.packed(Seeds.cifar(4)));
    Fuzz.packed(seeds).read("CIFAR binary", opening("data_batch_1.bin"));
  }

  private static List<byte[]> csvSeeds() {
    return Seeds.all("fixture/csv", ".csv");
  }

  @Test
  void tables() {
    List<byte[]> quoted =
        List.of(Seeds.bytes("\ufeff\"label\";\"p0\";\"p1\";\"p2\";\"p3\"\r\n\"a\";1;.5;2e0;3\r\n"));
    Fuzz.texts(Seeds.together(csvSeeds(), quoted)).read("CSV", opening("test.csv"));
  }

  @Test
  void gzippedTables() {
    Fuzz.packed(csvSeeds().stream().map(Seeds::packed).toList())
        .read("CSV, gzipped", opening("test.csv.gz"));
  }

  @Test
  void cifarPickles() {
    write(folder.resolve("data_batch_1"), content(data("pickle/cifar_p2.pickle")));
    Path fuzzed = folder.resolve("data_batch_2");
    Fuzz.bytes(List.of(content(data("pickle/cifar_p2.pickle"))))
        .read(
            "CIFAR for Python",
            content -> {
              write(fuzzed, content);
              Datasets.open(folder);
            });
  }

  @Test
  void arraysPerClass() {
    write(folder.resolve("a.pickle"), content(data("pickle/letter_p2.pickle")));
    Path fuzzed = folder.resolve("b.pickle");
    Fuzz.bytes(
            List.of(
                content(data("pickle/letter_p2.pickle")), content(data("pickle/letter_p4.pickle"))))
        .read(
            "a pickle per class",
            content -> {
              write(fuzzed, content);
              Datasets.open(folder);
            });
  }

  @Test
  void idxInZips() {
    Fuzz.packed(List.of(Seeds.zip(idxFiles()))).read("zip of IDX files", opening("fuzzed.zip"));
  }

  @Test
  void idxInTars() {
    byte[] tar = Seeds.tar(idxFiles());
    Fuzz.packed(List.of(tar, Seeds.packed(tar))).read("tar of IDX files", opening("fuzzed.tar"));
  }

  private static Map<String, byte[]> idxFiles() {
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put("raw/test-images-idx3-ubyte", idx("test-images-idx3"));
    files.put("raw/test-labels-idx1-ubyte.gz", Seeds.packed(idx("test-labels-idx1")));
    return files;
  }

  @Test
  void zips() {
    Fuzz.packed(List.of(content(data("fixture/images"))))
        .read("zip of images", opening("fuzzed.zip"));
  }

  @Test
  void tars() {
    Fuzz.bytes(List.of(Seeds.tar())).read("tar of images", opening("fuzzed.tar"));
  }

  @Test
  void gzippedTars() {
    Fuzz.packed(List.of(Seeds.packed(Seeds.tar())))
        .read("tar of images, gzipped", opening("fuzzed.tar.gz"));
  }

  @Test
  void folders() {
    List<byte[]> images = Seeds.together(Seeds.images("png", GREY), Seeds.images("bmp", GREY));
    write(folder("a").resolve("1.png"), images.getFirst());
    Path fuzzed = folder("b").resolve("1.png");
    Fuzz.bytes(Seeds.together(images, Seeds.images("gif", GREY)))
        .read(
            "folder of images",
            content -> {
              write(fuzzed, content);
              Datasets.open(folder);
            });
  }

  private Path folder(String label) {
    try {
      return Files.createDirectories(folder.resolve("train").resolve(label));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void indicesOfShards() throws IOException {
    shards();
    Path index = folder.resolve("index.json");
    Fuzz.texts(List.of(content(index)))
        .read(
            "index of shards",
            content -> {
              write(index, content);
              look(Datasets.open(folder));
            });
  }

  @Test
  void shardFiles() throws IOException {
    shards();
    Path shard = folder.resolve("test-00000.shard");
    Fuzz.bytes(List.of(content(shard)))
        .read(
            "shard",
            content -> {
              // A mapped file may not be cut short, so each is a new one.
              delete(shard);
              write(shard, content);
              look(Datasets.open(folder));
            });
  }

  private void shards() throws IOException {
    try (Stream<Path> files = Files.list(data("fixture/shards"))) {
      files.forEach(file -> write(folder.resolve(file.getFileName()), content(file)));
    }
  }

  private static void delete(Path file) {
    try {
      Files.delete(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// Reads the first training image.
  private static void look(Dataset data) {
    Split split = data.train();
    split.copy(0, 1, new float[split.shape().size()], 0, new int[1], 0);
  }
}
