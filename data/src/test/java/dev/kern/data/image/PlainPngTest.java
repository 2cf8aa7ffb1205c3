package dev.kern.data.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/// Plain PNG files have the pixels that the JDK's decoder finds; others are left to it.
final class PlainPngTest {
  private static final long MOST = 1 << 20;
  private static final Random RANDOM = new Random(8);

  private static byte[] chunk(String type, byte[] content) {
    byte[] chunk = new byte[content.length + 12];
    ByteBuffer bytes = ByteBuffer.wrap(chunk);
    bytes.putInt(content.length).put(type.getBytes(StandardCharsets.US_ASCII)).put(content);
    CRC32 sum = new CRC32();
    sum.update(chunk, 4, content.length + 4);
    bytes.putInt((int) sum.getValue());
    return chunk;
  }

  private static byte[] header(int height, int width, int bits, int type, int interlaced) {
    return ByteBuffer.allocate(13)
        .putInt(width)
        .putInt(height)
        .put(new byte[] {(byte) bits, (byte) type, 0, 0, (byte) interlaced})
        .array();
  }

  /// A file of chunks between the signature and the end.
  private static byte[] file(byte[]... chunks) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    for (byte[] chunk : chunks) {
      out.writeBytes(chunk);
    }
    out.writeBytes(chunk("IEND", new byte[0]));
    return out.toByteArray();
  }

  private static byte[] packed(byte[] rows) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (DeflaterOutputStream deflater = new DeflaterOutputStream(out)) {
      deflater.write(rows);
    }
    return out.toByteArray();
  }

  /// Random bytes, each row with one of the five filters.
  private static byte[] rows(int height, int row) {
    byte[] rows = new byte[height * (row + 1)];
    RANDOM.nextBytes(rows);
    for (int i = 0; i < height; i++) {
      rows[i * (row + 1)] = (byte) RANDOM.nextInt(5);
    }
    return rows;
  }

  private static byte[] jdk(byte[] content, int channels) throws IOException {
    BufferedImage image = ImageIO.read(new ByteArrayInputStream(content));
    return channels == 1 ? Samples.grey(image) : Samples.colours(image);
  }

  @Test
  void findsWhatTheJdkFinds() throws IOException {
    for (int n = 0; n < 300; n++) {
      int height = 1 + RANDOM.nextInt(12);
      int width = 1 + RANDOM.nextInt(12);
      int channels = RANDOM.nextBoolean() ? 1 : 3;
      byte[] data = packed(rows(height, width * channels));
      int cut = RANDOM.nextInt(data.length + 1); // anywhere, such as within the checksum
      byte[] content =
          file(
              chunk("IHDR", header(height, width, 8, channels == 1 ? 0 : 2, 0)),
              chunk("tEXt", "by\0hand".getBytes(StandardCharsets.ISO_8859_1)),
              chunk("IDAT", Arrays.copyOf(data, cut)),
              chunk("IDAT", Arrays.copyOfRange(data, cut, data.length)));
      ImageDecoder.Decoded image = PlainPng.read(content, MOST).orElseThrow();
      assertThat(image.size()).isEqualTo(new ImageDecoder.Size(height, width));
      assertThat(image.channels()).isEqualTo(channels);
      assertThat(image.values()).isEqualTo(jdk(content, channels));
      assertThat(ImageDecoder.read("a", content, channels).values()).isEqualTo(image.values());
    }
  }

  @Test
  void readsWhatPngWriterWrites() {
    byte[] pixels = new byte[7 * 9 * 3];
    RANDOM.nextBytes(pixels);
    assertThat(PlainPng.read(PngWriter.of(pixels, 7, 9, 3), MOST).orElseThrow().values())
        .isEqualTo(pixels);
  }

  @Test
  void leavesTheRestToTheJdk() throws IOException {
    byte[] rows = rows(4, 5);
    byte[] grey = chunk("IHDR", header(4, 5, 8, 0, 0));
    byte[] data = chunk("IDAT", packed(rows));
    assertThat(PlainPng.read(file(grey, data), MOST)).isPresent();
    assertThat(PlainPng.read(file(grey, data), 19)).isEmpty();
    for (String special : new String[] {"tRNS", "gAMA", "iCCP", "sRGB", "sBIT", "abCd"}) {
      byte[] chunk = chunk(special, new byte[2]);
      assertThat(PlainPng.read(file(grey, chunk, data), MOST)).as(special).isEmpty();
    }
    for (byte[] header :
        new byte[][] {
          header(4, 5, 16, 0, 0),
          header(4, 5, 4, 0, 0),
          header(4, 5, 8, 3, 0),
          header(4, 5, 8, 4, 0),
          header(4, 5, 8, 6, 0),
          header(4, 5, 8, 0, 1),
          header(4, 6, 8, 0, 0),
          header(5, 5, 8, 0, 0),
          header(3, 5, 8, 0, 0),
          header(0, 5, 8, 0, 0),
          header(4, -5, 8, 0, 0)
        }) {
      assertThat(PlainPng.read(file(chunk("IHDR", header), data), MOST)).isEmpty();
    }
    byte[] filter = rows.clone();
    filter[6] = 5;
    assertThat(PlainPng.read(file(grey, chunk("IDAT", packed(filter))), MOST)).isEmpty();
    byte[] damaged = packed(rows);
    damaged[damaged.length - 1] ^= 1; // of the checksum
    assertThat(PlainPng.read(file(grey, chunk("IDAT", damaged)), MOST)).isEmpty();
    assertThat(PlainPng.read(file(grey), MOST)).isEmpty();
  }

  @Test
  void damagedFilesAreReadOrRefusedAsBefore() throws IOException {
    byte[] good = file(chunk("IHDR", header(4, 5, 8, 0, 0)), chunk("IDAT", packed(rows(4, 5))));
    for (int length = 0; length < good.length; length++) {
      byte[] cut = Arrays.copyOf(good, length);
      assertThatThrownBy(() -> ImageDecoder.read("a", cut)).isInstanceOf(DataException.class);
    }
  }

  /// A header alone doesn't get memory.
  @Test
  void hugeClaimsAreLeftToTheGuard() {
    byte[] content = file(chunk("IHDR", header(8000, 8000, 8, 0, 0)), chunk("IDAT", new byte[9]));
    assertThat(PlainPng.read(content, 1 << 26)).isEmpty();
    assertThatThrownBy(() -> ImageDecoder.read("a", content))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the header claims more pixels than the file can hold");
  }
}
