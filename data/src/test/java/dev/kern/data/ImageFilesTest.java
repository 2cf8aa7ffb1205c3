package dev.kern.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import dev.kern.testing.AllocatedBytes;
import dev.kern.testing.Fixtures;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ImageFilesTest {
  private static final ImageShape GREY = new ImageShape(28, 28, 1);
  private static final ImageShape SMALL = new ImageShape(2, 3, 1);
  private static final ImageShape SMALL_COLOUR = new ImageShape(2, 3, 3);

  /// Leaves the values 0 to 255 as they are.
  private static final Normalization NONE = new Normalization(0, 1);

  private static float[] read(String attack) {
    return ImageFiles.read(Fixtures.path("attacks/png/" + attack), GREY, NONE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"good_gray8.png", "gray16.png", "palette8.png", "rgba8.png"})
  void readsEveryKindOfPng(String name) {
    float[] pixels = read(name);
    double sum = 0;
    for (float pixel : pixels) {
      sum += pixel;
    }
    assertThat(sum).isEqualTo(139454);
    assertThat(pixels).containsExactly(read("good_gray8.png"));
  }

  @Test
  void scalesAsTheCourseDoes() {
    Path file = Fixtures.path("attacks/png/good_gray8.png");
    float[] pixels = ImageFiles.read(file, GREY, Normalization.COURSE);
    float[] values = read("good_gray8.png");
    for (int i = 0; i < pixels.length; i++) {
      assertThat(pixels[i]).isEqualTo((float) ((values[i] - 127.5) / 255));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bad_crc.png",
        "ihdr_2147483647.png",
        "jpeg_named.png",
        "size_56x56.png",
        "truncated_no_iend.png"
      })
  void refusesWhatIsBroken(String name) {
    long allocated =
        AllocatedBytes.of(
            () ->
                assertThatThrownBy(() -> read(name))
                    .isInstanceOf(DataException.class)
                    .hasMessageStartingWith(Fixtures.path("attacks/png/" + name).toString())
                    .hasMessageContaining("\n  fix       "));
    assertThat(allocated).isLessThan(64_000_000);
  }

  /// 2 x 3 pixels of all sorts.
  private static BufferedImage image(int type) {
    BufferedImage image = new BufferedImage(3, 2, type);
    image.setRGB(0, 0, 0xffff0000);
    image.setRGB(1, 0, 0xff00ff00);
    image.setRGB(2, 0, 0xff0000ff);
    image.setRGB(0, 1, 0xff123456);
    image.setRGB(1, 1, 0x80000000);
    image.setRGB(2, 1, 0x00000000);
    return image;
  }

  private static byte[] encode(BufferedImage image, String format) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      assertThat(ImageIO.write(image, format, out)).as(format).isTrue();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.toByteArray();
  }

  @Test
  void coloursBecomeBrightnessAndTransparencyWhite() {
    byte[] png = encode(image(BufferedImage.TYPE_INT_ARGB), "png");
    assertThat(ImageFiles.decode("p", png, SMALL, NONE)).containsExactly(76, 150, 29, 46, 127, 255);
    assertThat(ImageFiles.decode("p", png, SMALL_COLOUR, NONE))
        .containsExactly(
            255, 0, 0, 0, 255, 0, 0, 0, 255, 0x12, 0x34, 0x56, 127, 127, 127, 255, 255, 255);
  }

  @ParameterizedTest
  @ValueSource(strings = {"png", "bmp", "gif"})
  void losslessFormatsKeepGreyValues(String format) {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    float[] expected = new float[256];
    for (int i = 0; i < 256; i++) {
      image.getRaster().setSample(i % 16, i / 16, 0, i);
      expected[i] = i;
    }
    byte[] content = encode(image, format);
    ImageShape grey = new ImageShape(16, 16, 1);
    assertThat(ImageFiles.decode("p", content, grey, NONE)).containsExactly(expected);
    float[] colours = ImageFiles.decode("p", content, new ImageShape(16, 16, 3), NONE);
    for (int i = 0; i < colours.length; i++) {
      assertThat(colours[i]).isEqualTo(expected[i / 3]);
    }
  }

  @Test
  void jpegIsReadNearlyAsItWasAndNotWhenCutOff() {
    BufferedImage image = new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 256; i++) {
      image.getRaster().setSample(i % 16, i / 16, 0, i);
    }
    byte[] content = encode(image, "jpg");
    ImageShape grey = new ImageShape(16, 16, 1);
    float[] pixels = ImageFiles.decode("p", content, grey, NONE);
    for (int i = 0; i < pixels.length; i++) {
      assertThat((double) pixels[i]).isBetween(i - 12.0, i + 12.0);
    }
    byte[] cut = Arrays.copyOf(content, content.length - 20);
    assertThatThrownBy(() -> ImageFiles.decode("p", cut, grey, NONE))
        .isInstanceOf(DataException.class)
        .hasMessageMatching("p, byte [0-9]+: the image is broken: .*\\R  fix .*");
  }

  @Test
  void jpegsThatCannotBeReadSayWhy() {
    ImageShape grey = new ImageShape(16, 16, 1);
    byte[] content = encode(new BufferedImage(16, 16, BufferedImage.TYPE_BYTE_GRAY), "jpg");
    int frame = 0;
    while (content[frame] != (byte) 0xff || content[frame + 1] != (byte) 0xc0) {
      frame++;
    }
    byte[] huge = with(content, frame + 5, 0x401f401f); // 8,000 x 8,000, as the file has it
    assertThatThrownBy(
            () -> ImageFiles.decode("p", huge, new ImageShape(8000, 8000, 1), Normalization.UNIT))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            p: the file is too short for the size of its image
              given     %,d bytes
              expected  at least 250,000 for 8,000 x 8,000 pixels
              fix       download, copy or save it again\
            """
                .formatted(huge.length));
    byte[] lossless = content.clone();
    lossless[frame + 1] = (byte) 0xc3;
    assertThatThrownBy(() -> ImageFiles.decode("p", lossless, grey, NONE))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            p: unsupported JPEG compression: lossless or hierarchical
              expected  baseline or progressive JPEG with Huffman codes
              fix       save it again as baseline JPEG, or as PNG\
            """);
  }

  static Stream<Arguments> claims() {
    byte[] bmp = encode(image(BufferedImage.TYPE_INT_RGB), "bmp");
    byte[] gif = encode(image(BufferedImage.TYPE_BYTE_INDEXED), "gif");
    int place = 781; // behind the table of 256 colours
    while (gif[place] != ',') {
      place++;
    }
    return Stream.of(
        Arguments.of(with(bmp, 10, 0x7fffff00), "BMP image is broken: the pixels start at byte"),
        Arguments.of(with(bmp, 30, 4), "BMP image is broken: it embeds a JPEG file"),
        Arguments.of(with(bmp, 30, 5), "BMP image is broken: it embeds a PNG file"),
        Arguments.of(
            with(with(bmp, 30, 1), 34, 0x7fffff00), "BMP image is broken: it claims 2,147,483,392"),
        Arguments.of(Arrays.copyOf(bmp, 20), "BMP image is broken: the header is truncated"),
        Arguments.of(Arrays.copyOf(bmp, 40), "BMP image is broken: the pixels start at byte 54"),
        Arguments.of(with(gif, place + 5, 0x1fff1fff), "header claims more pixels than"));
  }

  private static byte[] with(byte[] content, int at, int number) {
    byte[] changed = content.clone();
    ByteBuffer.wrap(changed).order(ByteOrder.LITTLE_ENDIAN).putInt(at, number);
    return changed;
  }

  /// The JDK's decoders would allocate what the header says.
  @ParameterizedTest
  @MethodSource("claims")
  void claimsAreComparedWithTheFile(byte[] content, String message) {
    assertThatThrownBy(() -> ImageFiles.decode("p", content, SMALL, NONE))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("p: the " + message)
        .hasMessageContaining("\n  fix       ");
  }

  @Test
  void othersAreImages(@TempDir Path folder) {
    Path text = TestFiles.write(folder.resolve("a.png"), "no image".getBytes(UTF_8));
    assertThatThrownBy(() -> ImageFiles.read(text, GREY, NONE))
        .isInstanceOf(DataException.class)
        .hasMessage(
            text
                + """
                : not an image file
                  expected  PNG, JPEG, BMP or GIF content, whatever the file's name
                  fix       save the image as PNG\
                """);
    assertThatThrownBy(() -> ImageFiles.read(folder.resolve("none.png"), GREY, NONE))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("no such file or folder");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aDeviceIsNotReadToItsEnd() {
    assertThatThrownBy(() -> ImageFiles.content(Path.of("/dev/zero")))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the file is too large for an image");
  }

  /// An image in memory gives the pixels that it has in a file, in its own size and in another.
  @ParameterizedTest
  @ValueSource(
      ints = {
        BufferedImage.TYPE_INT_RGB,
        BufferedImage.TYPE_INT_ARGB,
        BufferedImage.TYPE_4BYTE_ABGR,
        BufferedImage.TYPE_3BYTE_BGR,
        BufferedImage.TYPE_BYTE_GRAY,
        BufferedImage.TYPE_USHORT_GRAY,
        BufferedImage.TYPE_BYTE_BINARY,
        BufferedImage.TYPE_BYTE_INDEXED
      })
  void imagesInMemoryAreReadAsFilesAre(int type) {
    BufferedImage image = image(type);
    byte[] file = encode(image, "png");
    for (ImageShape shape : new ImageShape[] {SMALL, SMALL_COLOUR}) {
      assertThat(ImageFiles.read(image, shape, NONE))
          .containsExactly(ImageFiles.decode("file", file, shape, NONE));
    }
    for (ImageShape shape : new ImageShape[] {GREY, new ImageShape(1, 5, 3)}) {
      assertThat(ImageFiles.resize(image, shape, NONE))
          .containsExactly(ImageFiles.resize("file", file, shape, NONE));
    }
  }

  @Test
  void refusesImagesInMemoryThatDoNotFit() {
    BufferedImage image = image(BufferedImage.TYPE_INT_RGB);
    assertThatThrownBy(() -> ImageFiles.read(image, GREY, NONE))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("image: the image size doesn't match the network's")
        .hasMessageContaining("given     2 x 3 (height x width)\n  expected  28 x 28\n");
    ImageShape four = new ImageShape(2, 3, 4);
    assertThatThrownBy(() -> ImageFiles.resize(image, four, NONE))
        .hasMessageStartingWith("image: an image file can't be converted to 4 channels\n");
    byte[] file = encode(image, "png");
    assertThatThrownBy(() -> ImageFiles.resize("file", file, four, NONE))
        .hasMessageStartingWith("file: an image file can't be converted to 4 channels\n");
  }

  @Test
  void readsAStreamToItsEndAndLeavesItOpen() {
    byte[] file = encode(image(BufferedImage.TYPE_INT_RGB), "png");
    InputStream stream =
        new ByteArrayInputStream(file) {
          @Override
          public void close() {
            throw new AssertionError("the stream is the caller's to close");
          }
        };
    assertThat(ImageFiles.content("upload", stream)).isEqualTo(file);
    InputStream torn =
        new InputStream() {
          @Override
          public int read() throws IOException {
            throw new IOException("connection reset");
          }

          @Override
          public int read(byte[] into, int at, int count) throws IOException {
            return read();
          }
        };
    assertThatThrownBy(() -> ImageFiles.content("upload", torn))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            upload: reading failed: connection reset
              fix       check the source of the stream\
            """);
  }
}
