package dev.kern.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.ImageTarget;
import dev.kern.data.ResizeMode;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.archive.TarWriter;
import dev.kern.data.convert.Conversion;
import dev.kern.data.convert.OutputFormat;
import dev.kern.data.file.Checksum;
import dev.kern.data.file.DataException;
import dev.kern.data.image.PngWriter;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The same data, warnings and failures for any number of threads, and what a reader tells of its
/// way.
final class ParallelLoadingTest {
  @TempDir private Path folder;

  /// Some hundred PNG files, of which some are broken, and files that are no images.
  private static Map<String, byte[]> files() {
    Random random = new Random(2);
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int i = 0; i < 300; i++) {
      byte[] pixels = new byte[i % 50 == 7 ? 75 : 25];
      random.nextBytes(pixels);
      byte[] png = PngWriter.of(pixels, 5, 5, pixels.length / 25);
      if (i % 40 == 13) {
        png[png.length - 20] ^= 1;
      }
      files.put("%s/%d é.png".formatted("ABC".charAt(i % 3), 1000 - i), png);
    }
    files.put("A/notes.txt", new byte[3]);
    files.put("A-/x.png", files.get("A/1000 é.png"));
    files.put("A/B/deep.png", files.get("A/997 é.png"));
    return files;
  }

  private Path write(String name) throws IOException {
    Path path = folder.resolve(name);
    if (name.equals("tree")) {
      for (Map.Entry<String, byte[]> file : files().entrySet()) {
        Path place = path.resolve(file.getKey());
        Files.createDirectories(place.getParent());
        Files.write(place, file.getValue());
      }
      return path;
    }
    OutputStream out = Files.newOutputStream(path);
    if (name.endsWith(".zip")) {
      try (ZipOutputStream zip = new ZipOutputStream(out)) {
        for (Map.Entry<String, byte[]> file : files().entrySet()) {
          zip.putNextEntry(new ZipEntry(file.getKey()));
          zip.write(file.getValue());
        }
      }
      return path;
    }
    try (TarWriter tar = new TarWriter(name.endsWith("gz") ? new GZIPOutputStream(out) : out)) {
      for (Map.Entry<String, byte[]> file : files().entrySet()) {
        tar.add(file.getKey(), file.getValue());
      }
    }
    return path;
  }

  static void expectSame(Dataset one, Dataset other) {
    assertThat(other.warnings()).isEqualTo(one.warnings());
    assertThat(other.broken()).isEqualTo(one.broken());
    assertThat(other.classNames()).isEqualTo(one.classNames());
    assertThat(other.provenance()).isEqualTo(one.provenance());
    for (SplitName part : SplitName.values()) {
      Split split = one.split(part).orElseThrow();
      Split same = other.split(part).orElseThrow();
      assertThat(same.count()).isEqualTo(split.count());
      for (int i = 0; i < split.count(); i++) {
        assertThat(same.fingerprint(i)).isEqualTo(split.fingerprint(i));
        assertThat(same.label(i)).isEqualTo(split.label(i));
        assertThat(same.file(i)).isEqualTo(split.file(i));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"tree", "a.zip", "a.tar", "a.tar.gz"})
  void anyNumberOfThreadsReadsTheSame(String name) throws IOException {
    Path path = write(name);
    for (ImageTarget sizing : List.of(ImageTarget.AS_IS, ImageTarget.to(3, 9))) {
      Dataset alone = DatasetReader.usual().threads(1).sizing(sizing).open(path);
      assertThat(alone.broken()).hasSize(8);
      for (int threads : new int[] {2, 3, 8}) {
        expectSame(alone, DatasetReader.usual().threads(threads).sizing(sizing).open(path));
      }
    }
  }

  /// The checksum that runs know a folder by: that of the lines of its files in the order of their
  /// paths, byte by byte.
  @Test
  void aFolderHasTheChecksumItHadBefore() throws IOException {
    Dataset data = DatasetReader.usual().open(write("tree"));
    List<Path> paths = new ArrayList<>();
    files().keySet().stream()
        .filter(file -> file.endsWith(".png"))
        .forEach(file -> paths.add(Path.of(file)));
    paths.sort(null);
    StringBuilder lines = new StringBuilder();
    for (Path path : paths) {
      byte[] content = Objects.requireNonNull(files().get(path.toString()));
      lines.append(Checksum.of(content)).append("  ").append(path).append('\n');
    }
    assertThat(data.provenance().sha256()).isEqualTo(Checksum.of(lines.toString()));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void theFirstFailureIsToldWhateverComesLater(int threads) throws IOException {
    Path path = write("a.tar");
    byte[] tar = Files.readAllBytes(path);
    Files.write(path, Arrays.copyOf(tar, tar.length * 2 / 3));
    assertThatThrownBy(() -> DatasetReader.usual().threads(threads).open(path))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("unexpected end of file");
    Path tree = write("tree");
    for (int i = 0; i < 3; i++) { // none of which can be decoded
      Files.write(tree.resolve("A/" + (1000 - 3 * i) + " é.png"), new byte[] {1, 2, (byte) i});
    }
    assertThat(DatasetReader.usual().threads(threads).open(tree).broken().getFirst().file())
        .isEqualTo("A/1000 é.png");
  }

  @Test
  void aReaderTellsHowFarItIs() throws IOException {
    for (String name : List.of("tree", "a.tar")) {
      Thread caller = Thread.currentThread();
      List<Long> told = new ArrayList<>();
      DatasetReader.usual()
          .listener(
              images -> {
                assertThat(Thread.currentThread()).isSameAs(caller);
                told.add(images);
              })
          .open(write(name));
      assertThat(told).isSorted().startsWith(0L).endsWith(302L).hasSizeGreaterThan(4);
    }
  }

  @Test
  void arraysAreToldInImages() throws IOException {
    Path npz = folder.resolve("a.npz");
    Conversion.usual().write(DatasetReader.usual().open(write("tree")), OutputFormat.NPZ, npz);
    List<Long> told = new ArrayList<>();
    DatasetReader.usual().listener(told::add).open(npz);
    assertThat(told).isSorted().startsWith(0L).endsWith(294L);
  }

  private Path photos(String kind, int height, int width) throws IOException {
    Path path = folder.resolve("photos" + kind + height);
    for (int i = 0; i < 6; i++) {
      BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
      for (int row = 0; row < height; row++) {
        for (int column = 0; column < width; column++) {
          int hill = (int) (100 + 60 * Math.sin(row * 0.11 + i) + 60 * Math.cos(column * 0.07));
          int colour = (hill & 0xff) << 16 | (hill * (i + 1) / 7 & 0xff) << 8 | (row + i) % 200;
          image.setRGB(column, row, colour);
        }
      }
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      ImageIO.write(image, kind, out);
      Path file = path.resolve("AB".charAt(i % 2) + "/" + i + "." + kind);
      Files.createDirectories(file.getParent());
      Files.write(file, out.toByteArray());
    }
    return path;
  }

  /// The mean distance of pixels, of 255; other pixels may mean that other images are held out.
  private static double distance(Dataset one, Dataset other) {
    Map<String, float[]> images = images(one);
    Map<String, float[]> others = images(other);
    assertThat(others.keySet()).isEqualTo(images.keySet());
    double sum = 0;
    long count = 0;
    for (Map.Entry<String, float[]> image : images.entrySet()) {
      float[] pixels = image.getValue();
      for (int i = 0; i < pixels.length; i++) {
        sum += Math.abs(pixels[i] - Objects.requireNonNull(others.get(image.getKey()))[i]) * 255;
      }
      count += pixels.length;
    }
    return sum / count;
  }

  private static Map<String, float[]> images(Dataset data) {
    Map<String, float[]> images = new LinkedHashMap<>();
    for (SplitName splitName : SplitName.values()) {
      Split split = data.split(splitName).orElseThrow();
      for (int i = 0; i < split.count(); i++) {
        float[] pixels = new float[split.shape().size()];
        split.pixels(i, pixels, 0);
        images.put(split.file(i).orElseThrow(), pixels);
      }
    }
    return images;
  }

  @Test
  void largePhotosAreDecodedAtAFractionAndRecordIt() throws IOException {
    Path path = photos("jpg", 400, 600);
    ImageTarget small = ImageTarget.to(20, 30);
    Dataset reduced = DatasetReader.usual().sizing(small).open(path);
    assertThat(reduced.provenance().fit()).contains(ResizeMode.REDUCED_STRETCH);
    assertThat(reduced.warnings())
        .contains(
            "images of 400 x 600 x 3 were resized to 20 x 30 x 3, ignoring their aspect ratio");
    Dataset whole = DatasetReader.usual().sizing(small.withMode(ResizeMode.STRETCH)).open(path);
    assertThat(whole.provenance().fit()).contains(ResizeMode.STRETCH);
    assertThat(whole.provenance().withFit(ResizeMode.REDUCED_STRETCH))
        .isEqualTo(reduced.provenance());
    assertThat(distance(reduced, whole)).isGreaterThan(0).isLessThan(2.5);
    for (int threads : new int[] {1, 2, 3}) {
      Dataset again = DatasetReader.usual().threads(threads).sizing(small).open(path);
      assertThat(distance(reduced, again)).isZero();
    }
  }

  /// Half of the size is less than twice the size that is wanted.
  @ParameterizedTest
  @ValueSource(strings = {"101x150", "100x151", "400x600"})
  void photosThatAreNotMuchLargerAreDecodedWhole(String size) throws IOException {
    Path path = photos("jpg", 400, 600);
    String[] sides = size.split("x", -1);
    ImageTarget large = ImageTarget.to(Integer.parseInt(sides[0]), Integer.parseInt(sides[1]));
    Dataset data = DatasetReader.usual().sizing(large).open(path);
    assertThat(data.provenance().fit()).contains(ResizeMode.STRETCH);
    Dataset whole = DatasetReader.usual().sizing(large.withMode(ResizeMode.STRETCH)).open(path);
    assertThat(distance(data, whole)).isZero();
  }

  @Test
  void otherFormatsAreTheSameInEveryMode() throws IOException {
    Path path = photos("png", 400, 600);
    Dataset data = DatasetReader.usual().sizing(ImageTarget.to(20, 30)).open(path);
    assertThat(data.provenance().fit()).contains(ResizeMode.STRETCH);
  }
}
