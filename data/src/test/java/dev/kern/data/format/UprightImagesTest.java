package dev.kern.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Dataset;
import dev.kern.data.ImageFiles;
import dev.kern.data.ImageShape;
import dev.kern.data.ImageTarget;
import dev.kern.data.Normalization;
import dev.kern.data.Split;
import dev.kern.data.file.DataException;
import dev.kern.data.image.ImageDecoder;
import dev.kern.data.image.PngWriter;
import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Images are taken as viewers show them: turned as their EXIF data say.
final class UprightImagesTest {
  private static final int HEIGHT = 24; // of the image as it is seen
  private static final int WIDTH = 40;
  private static final ImageShape SHAPE = new ImageShape(HEIGHT, WIDTH, 1);

  @TempDir private Path folder;

  /// A quarter of the image is white, another one grey, so that no two orientations look the same.
  private static int seen(int row, int column, int scale) {
    boolean top = row < HEIGHT / 2 * scale;
    boolean left = column < WIDTH / 2 * scale;
    return top ? (left ? 255 : 128) : 0;
  }

  /// The pixels that are stored for an orientation, written as the standard words it: where row 0
  /// and column 0 are seen.
  private static byte[] stored(int orientation, int scale) {
    int height = HEIGHT * scale;
    int width = WIDTH * scale;
    int rows = orientation > 4 ? width : height;
    int columns = orientation > 4 ? height : width;
    byte[] pixels = new byte[rows * columns];
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        int pixel =
            switch (orientation) {
              case 1 -> seen(i, j, scale); // row 0 at the top, column 0 at the left
              case 2 -> seen(i, width - 1 - j, scale); // top, right
              case 3 -> seen(height - 1 - i, width - 1 - j, scale); // bottom, right
              case 4 -> seen(height - 1 - i, j, scale); // bottom, left
              case 5 -> seen(j, i, scale); // left, top
              case 6 -> seen(j, width - 1 - i, scale); // right, top
              case 7 -> seen(height - 1 - j, width - 1 - i, scale); // right, bottom
              default -> seen(height - 1 - j, i, scale); // left, bottom
            };
        pixels[i * columns + j] = (byte) pixel;
      }
    }
    return pixels;
  }

  private static byte[] exif(int orientation) {
    return HexFormat.of()
        .parseHex("4d4d002a0000000800010112000300000001%04x000000000000".formatted(orientation));
  }

  private static byte[] inserted(byte[] file, int at, byte[]... pieces) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(file, 0, at);
    for (byte[] piece : pieces) {
      out.writeBytes(piece);
    }
    out.write(file, at, file.length - at);
    return out.toByteArray();
  }

  private static byte[] jpeg(int orientation, int scale) {
    int rows = (orientation > 4 ? WIDTH : HEIGHT) * scale;
    int columns = (orientation > 4 ? HEIGHT : WIDTH) * scale;
    BufferedImage image = new BufferedImage(columns, rows, BufferedImage.TYPE_BYTE_GRAY);
    image.getRaster().setDataElements(0, 0, columns, rows, stored(orientation, scale));
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "jpg", out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return turned(out.toByteArray(), orientation);
  }

  private static byte[] turned(byte[] jpeg, int orientation) {
    byte[] data = exif(orientation);
    byte[] head = {(byte) 0xff, (byte) 0xe1, 0, (byte) (8 + data.length)};
    return inserted(jpeg, 2, head, "Exif\0\0".getBytes(StandardCharsets.US_ASCII), data);
  }

  private static byte[] png(int orientation) {
    boolean swaps = orientation > 4;
    byte[] file =
        PngWriter.of(stored(orientation, 1), swaps ? WIDTH : HEIGHT, swaps ? HEIGHT : WIDTH, 1);
    byte[] data = exif(orientation);
    byte[] chunk = inserted(data, 0, "eXIf".getBytes(StandardCharsets.US_ASCII));
    CRC32 sum = new CRC32();
    sum.update(chunk);
    return inserted(
        file,
        33, // behind IHDR
        ByteBuffer.allocate(4).putInt(data.length).array(),
        chunk,
        ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
  }

  private static void assertSeen(float[] pixels, int tolerance) {
    for (int i = 2; i < HEIGHT; i += 5) {
      for (int j = 2; j < WIDTH; j += 5) {
        assertThat(Math.abs(pixels[i * WIDTH + j] - seen(i, j, 1)))
            .as("pixel %d, %d", i, j)
            .isLessThanOrEqualTo(tolerance);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void allOrientationsLookTheSame(int orientation) {
    Normalization none = new Normalization(0, 1);
    byte[] jpeg = jpeg(orientation, 1);
    assertSeen(ImageFiles.decode("a.jpg", jpeg, SHAPE, none), 12);
    byte[] png = png(orientation);
    assertSeen(ImageFiles.decode("a.png", png, SHAPE, none), 0);
    for (byte[] file : new byte[][] {jpeg, png, jpeg(orientation, 8)}) {
      ImageDecoder.Size size = ImageDecoder.size("a", file);
      assertThat((double) size.width() / size.height()).isEqualTo((double) WIDTH / HEIGHT);
    }
    byte[] large = jpeg(orientation, 32);
    ImageDecoder.Decoded reduced = ImageDecoder.read("a.jpg", large, HEIGHT, WIDTH);
    assertThat(reduced.shrink()).isEqualTo(8);
    assertThat(reduced.turned()).isEqualTo(orientation > 1);
    assertSeen(ImageFiles.resize("a.jpg", large, SHAPE, none), 2);
  }

  /// Of an image whose sides aren't multiples of eight, the part of a pixel at the edge stays
  /// there.
  @ParameterizedTest
  @ValueSource(ints = {3, 6})
  void turnedImagesAreReducedByWhatDividesThem(int orientation) {
    byte[] file = jpeg(orientation, 31); // 744 x 1240: multiples of 8
    assertThat(ImageDecoder.read("a.jpg", file, 9, 15).shrink()).isEqualTo(8);
    BufferedImage image = new BufferedImage(804, 402, BufferedImage.TYPE_BYTE_GRAY);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "jpg", out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    byte[] plain = out.toByteArray();
    assertThat(ImageDecoder.read("a.jpg", plain, 20, 20).shrink()).isEqualTo(8);
    byte[] turned = turned(plain, orientation);
    assertThat(ImageDecoder.read("a.jpg", turned, 20, 20).shrink()).isEqualTo(2);
  }

  private void write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
  }

  @Test
  void aDataSetSaysHowManyWereTurned() throws IOException {
    for (int i = 1; i <= 8; i++) {
      write("train/A/" + i + ".jpg", jpeg(i, 1));
      write("train/B/" + i + ".png", png(i));
    }
    Dataset data = Datasets.open(folder);
    assertThat(data.shape()).isEqualTo(SHAPE);
    assertThat(data.warnings())
        .contains(
            "turned 14 images upright, as the EXIF orientation says: 'train/A/2.jpg',"
                + " 'train/A/3.jpg', 'train/A/4.jpg', 'train/A/5.jpg', 'train/A/6.jpg' and 9 more");
    Dataset small = Datasets.open(folder, ImageTarget.to(12, 20));
    Split train = small.train();
    float[] first = new float[240];
    float[] other = new float[240];
    train.pixels(0, first, 0);
    for (int i = 1; i < train.count(); i++) {
      train.pixels(i, other, 0);
      assertThat(other[0]).isCloseTo(first[0], within(0.05f));
      assertThat(other[239]).isCloseTo(first[239], within(0.05f));
    }
  }

  @Test
  void jpegFilesThatEndOddlyAreReadAndNamed() throws IOException {
    byte[] sound = jpeg(1, 1);
    write("train/A/0.jpe", sound);
    write("train/A/1.jfif", Arrays.copyOf(sound, sound.length - 2));
    write("train/B/2.jpg", inserted(sound, sound.length - 2, new byte[70]));
    write("train/B/3.jpg", Arrays.copyOf(sound, sound.length / 2));
    Dataset data = Datasets.open(folder);
    assertThat(data.warnings())
        .anyMatch(
            line ->
                line.equals(
                    "2 JPEG files end oddly, but the pixels are whole: 'train/A/1.jfif' (no end"
                        + " marker), 'train/B/2.jpg' (70 extra bytes before the end marker)"))
        .anyMatch(line -> line.startsWith("1 unreadable image was left out: train/B/3.jpg: "));
  }

  @Test
  void imagesThatUseFewOf16BitsAreNamed() throws IOException {
    write("A/camera.png", png16(3680));
    write("A/black.png", png16(0));
    write("B/scan.png", png16(59110));
    Dataset data = Datasets.open(folder);
    assertThat(data.warnings())
        .contains(
            "1 image of 16 bits per value is nearly black; if its values are numbers, not"
                + " brightness, store them as a NumPy array of uint16, which is scaled by its range:"
                + " 'A/camera.png' (no value above 3680 of 65535)");
  }

  /// A grey image of 16 bits per value, all 0 but one.
  private static byte[] png16(int greatest) throws IOException {
    BufferedImage image = new BufferedImage(12, 20, BufferedImage.TYPE_USHORT_GRAY);
    image.getRaster().setSample(7, 11, 0, greatest);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(image, "png", out);
    return out.toByteArray();
  }

  @Test
  void kindsThatAreNotReadAreNamed() throws IOException {
    byte[] webp = "RIFF\0\0\0\0WEBPVP8 ".getBytes(StandardCharsets.ISO_8859_1);
    write("webp/A/0.webp", webp);
    write("webp/B/1.webp", webp);
    assertThatThrownBy(() -> Datasets.open(folder.resolve("webp")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("2 files: 2 .webp")
        .hasMessageContaining(
            "fix       convert WebP images to PNG or JPEG, for instance with ImageMagick: magick"
                + " in.webp out.png");
    assertThatThrownBy(() -> Datasets.open(folder.resolve("webp/A/0.webp")))
        .hasMessageContaining("a WebP image");
    assertThatThrownBy(() -> ImageDecoder.read("a.jpg", webp))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("a.jpg: a WebP image, which Kern doesn't read\n");
    for (String start : new String[] {"\0\0\0 ftypheic", "II*\0", "MM\0*", "\0\0\0 ftypavif"}) {
      byte[] content = start.getBytes(StandardCharsets.ISO_8859_1);
      assertThatThrownBy(() -> ImageDecoder.read("a", content))
          .hasMessageContaining(" image, which Kern doesn't read\n");
    }
    write("mixed/A/0.jpg", jpeg(1, 1));
    write("mixed/B/0.jpg", jpeg(1, 1));
    write("mixed/B/1.heic", webp);
    write("mixed/B/2.TIF", webp);
    write("mixed/B/notes.txt", webp);
    assertThat(Datasets.open(folder.resolve("mixed")).warnings())
        .contains(
            "skipped 2 images in a format that Kern doesn't read (HEIC, TIFF): 'B/1.heic',"
                + " 'B/2.TIF'",
            "skipped 1 file without the extension of an image: 'B/notes.txt'");
  }

  @Test
  void largeImagesAreTooLarge() {
    byte[] png = PngWriter.of(new byte[1], 1, 1, 1);
    ByteBuffer.wrap(png).putInt(16, 20_000).putInt(20, 20_000);
    CRC32 sum = new CRC32();
    sum.update(png, 12, 17);
    ByteBuffer.wrap(png).putInt(29, (int) sum.getValue());
    byte[] padded = inserted(png, png.length, new byte[200_000]);
    assertThatThrownBy(() -> ImageDecoder.size("a.png", padded))
        .hasMessage(
            """
            a.png: the image is too large
              given     20,000 x 20,000 pixels
              expected  at most 67,108,864 pixels
              fix       save it smaller, or download it again if it isn't that large\
            """);
  }

  @Test
  @NeedsSharedData
  void reportedFilesAreReadAsTheyAreSeen() {
    for (String name : new String[] {"shown-top", "shown-bottom"}) {
      Path file = SharedData.path("cases/exif/11-exif-new/" + name + ".jpg");
      byte[] content = ImageFiles.content(file);
      ImageTarget.Extents is = ImageFiles.size(name, content);
      float[] pixels =
          ImageFiles.decode(
              name, content, new ImageShape(is.height(), is.width(), 1), new Normalization(0, 1));
      int half = pixels.length / 2;
      double top = mean(pixels, 0, half);
      double bottom = mean(pixels, half, pixels.length);
      assertThat(name.endsWith("top") ? top - bottom : bottom - top).isGreaterThan(50);
    }
  }

  private static double mean(float[] pixels, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum += pixels[i];
    }
    return sum / (to - from);
  }

  @Test
  @NeedsSharedData
  void reportedFilesWithOddEndsAreRead() {
    byte[] plain = ImageDecoder.read("plain", read("plain")).values();
    for (String name : new String[] {"extraneous", "trailing"}) {
      assertThat(ImageDecoder.read(name, read(name)).values()).as(name).isEqualTo(plain);
    }
    byte[] whole = read("plain");
    byte[] open = Arrays.copyOf(whole, whole.length - 2);
    assertThat(ImageDecoder.read("open", open).values()).isEqualTo(plain);
    assertThatThrownBy(() -> ImageDecoder.read("cut", read("cut")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the image is broken");
  }

  private static byte[] read(String name) {
    return ImageFiles.content(SharedData.path("cases/jpeg-leniency/" + name + ".jpg"));
  }
}
