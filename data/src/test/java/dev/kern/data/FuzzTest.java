package dev.kern.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.kern.data.file.DataException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Thousands of damaged files per reader: each loads or is a `DataException`, quickly, and costs no
/// more memory than twice what it holds and 64 MB.
///
/// The seed of a failing input is in the message; `-Dfuzz.inputs=1000000` tries more.
final class FuzzTest {
  private static final int INPUTS = Integer.getInteger("fuzz.inputs", 3000);
  private static final long ALLOWED = 64_000_000;
  private static final long LONGEST_NANOS = 10_000_000_000L;

  @TempDir Path folder;

  @Test
  void pickles() throws IOException {
    List<byte[]> seeds = seeds("pickle", ".pickle");
    fuzz(seeds, false, content -> Datasets.open(file("fuzzed.pickle", content)));
  }

  @Test
  void gzippedPickles() throws IOException {
    List<byte[]> seeds = seeds("pickle", ".pickle").stream().map(TestFiles::packed).toList();
    fuzz(seeds, true, content -> Datasets.open(file("fuzzed.pickle.gz", content)));
  }

  @Test
  void idx() throws IOException {
    List<byte[]> seeds = seeds("fixture/idx", ".gz").stream().map(FuzzTest::unpacked).toList();
    byte[] labels =
        unpacked(TestFiles.bytes(TestFiles.resource("fixture/idx/test-labels-idx1-ubyte.gz")));
    Path images = file("test-images-idx3-ubyte", new byte[0]);
    Path labelFile = file("test-labels-idx1-ubyte", labels);
    fuzz(
        seeds,
        false,
        content -> {
          TestFiles.write(images, content);
          Datasets.open(images);
        });
    TestFiles.write(
        images,
        unpacked(TestFiles.bytes(TestFiles.resource("fixture/idx/test-images-idx3-ubyte.gz"))));
    fuzz(
        seeds,
        false,
        content -> {
          TestFiles.write(labelFile, content);
          Datasets.open(images);
        });
  }

  @Test
  void pictures() {
    List<byte[]> seeds =
        Shared.files("data/attacks/png", ".png").stream().map(TestFiles::bytes).toList();
    ImageShape shape = new ImageShape(28, 28, 1);
    fuzz(seeds, false, content -> Images.decode("fuzzed", content, shape, Normalization.COURSE));
  }

  @Test
  void zips() {
    byte[] zip = TestFiles.bytes(TestFiles.resource("fixture/pictures"));
    fuzz(List.of(zip), false, content -> Datasets.open(file("fuzzed.zip", content)));
  }

  @Test
  void npy() throws IOException {
    List<byte[]> seeds = seeds("fixture/npy", ".npy");
    Path labels = TestFiles.resource("fixture/npy/test_labels.npy");
    Path images = file("test_images.npy", new byte[0]);
    TestFiles.write(folder.resolve("test_labels.npy"), TestFiles.bytes(labels));
    fuzz(seeds, false, content -> Datasets.open(TestFiles.write(images, content)));
  }

  @Test
  void npz() {
    byte[] packed = TestFiles.bytes(TestFiles.resource("fixture/npz"));
    byte[] stored = TestFiles.bytes(TestFiles.resource("npy/keras.npz"));
    fuzz(List.of(packed, stored), false, content -> Datasets.open(file("fuzzed.npz", content)));
  }

  @Test
  void cifar() {
    List<byte[]> seeds = List.of(new byte[2 * 3073], TestFiles.packed(new byte[4 * 3073]));
    fuzz(seeds, true, content -> Datasets.open(file("data_batch_1.bin", content)));
  }

  private void fuzz(List<byte[]> seeds, boolean gzipped, Consumer<byte[]> reader) {
    int read = 0;
    for (int input = 0; input < INPUTS; input++) {
      Random random = new Random(input);
      byte[] content = Mutation.of(seeds.get(random.nextInt(seeds.size())), seeds, random);
      long held = gzipped ? 1 << 16 : content.length;
      long before = Allocation.bytes();
      long start = System.nanoTime();
      try {
        reader.accept(content);
        read++;
      } catch (DataException e) {
        assertThat(e.getMessage())
            .as("input %d", input)
            .contains("\n  mend      ")
            .hasSizeLessThan(5000);
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        fail("input " + input + " of " + content.length + " bytes", e);
      }
      assertThat(System.nanoTime() - start)
          .as("nanoseconds for input %d", input)
          .isLessThan(LONGEST_NANOS);
      assertThat(Allocation.bytes() - before)
          .as("bytes for input %d", input)
          .isLessThan(2 * held + ALLOWED);
    }
    assertThat(read).as("inputs that were still good").isPositive().isLessThan(INPUTS);
  }

  private static List<byte[]> seeds(String resource, String end) throws IOException {
    try (Stream<Path> files = Files.list(TestFiles.resource(resource))) {
      return files
          .filter(file -> file.getFileName().toString().endsWith(end))
          .sorted()
          .map(TestFiles::bytes)
          .toList();
    }
  }

  private static byte[] unpacked(byte[] packed) {
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private Path file(String name, byte[] content) {
    return TestFiles.write(folder.resolve(name), content);
  }
}
