package dev.kern.fuzz;

import static dev.kern.fuzz.Seeds.content;
import static dev.kern.fuzz.Seeds.data;
import static dev.kern.fuzz.Seeds.write;

import dev.kern.data.Dataset;
import dev.kern.data.Datasets;
import dev.kern.data.Split;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Damaged data sets of every format.
final class DataFuzzTest {
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
    Fuzz.bytes(pickleSeeds()).read(opening("fuzzed.pickle"));
  }

  @Test
  void gzippedPickles() {
    List<byte[]> packed = pickleSeeds().stream().map(Seeds::packed).toList();
    Fuzz.packed(packed).read(opening("fuzzed.pickle.gz"));
  }

  @Test
  void npy() {
    write(folder.resolve("test_labels.npy"), content(data("fixture/npy/test_labels.npy")));
    Fuzz.bytes(Seeds.all("fixture/npy", ".npy")).read(opening("test_images.npy"));
  }

  @Test
  void npz() {
    byte[] packed = content(data("fixture/npz"));
    byte[] stored = content(data("npy/keras.npz"));
    Fuzz.packed(List.of(packed, stored)).read(opening("fuzzed.npz"));
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
    Fuzz.bytes(idxSeeds()).read(opening("test-images-idx3-ubyte"));
  }

  @Test
  void idxLabels() {
    Path labels = folder.resolve("test-labels-idx1-ubyte");
    Path images = write(folder.resolve("test-images-idx3-ubyte"), idx("test-images-idx3"));
    Fuzz.bytes(idxSeeds())
        .read(
            content -> {
              write(labels, content);
              Datasets.open(images);
            });
  }

  @Test
  void cifar() {
    List<byte[]> seeds = List.of(new byte[2 * 3073], Seeds.packed(new byte[4 * 3073]));
    Fuzz.packed(seeds).read(opening("data_batch_1.bin"));
  }

  @Test
  void zips() {
    Fuzz.packed(List.of(content(data("fixture/pictures")))).read(opening("fuzzed.zip"));
  }

  @Test
  void tars() {
    Fuzz.bytes(List.of(Seeds.tar())).read(opening("fuzzed.tar"));
  }

  @Test
  void gzippedTars() {
    Fuzz.packed(List.of(Seeds.packed(Seeds.tar()))).read(opening("fuzzed.tar.gz"));
  }

  @Test
  void indicesOfShards() throws IOException {
    shards();
    Path index = folder.resolve("index.json");
    Fuzz.texts(List.of(content(index)))
        .read(
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

  /// Reads the first training picture.
  private static void look(Dataset data) {
    Split split = data.train();
    split.copy(0, 1, new float[split.shape().size()], 0, new int[1], 0);
  }
}
