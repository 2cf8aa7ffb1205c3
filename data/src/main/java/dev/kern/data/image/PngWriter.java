package dev.kern.data.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/// Writes PNG files of 8-bit grey or colour images; the JDK's own writer would start AWT first.
///
/// Source: W3C, "Portable Network Graphics", third edition; every row has filter 0.
public final class PngWriter {
  private static final byte[] SIGNATURE = HexFormat.of().parseHex("89504e470d0a1a0a");
  private static final byte BITS = 8;
  private static final byte GREY = 0;
  private static final byte COLOUR = 2;

  private PngWriter() {}

  /// A file's content.
  ///
  /// @param pixels `[height, width, channels]`
  /// @param channels 1 or 3
  public static byte[] of(byte[] pixels, int height, int width, int channels) {
    if ((channels != 1 && channels != 3) || pixels.length != height * width * channels) {
      throw new IllegalArgumentException(
          "%d bytes for %d x %d x %d".formatted(pixels.length, height, width, channels));
    }
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put(BITS).put(channels == 1 ? GREY : COLOUR);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    chunk(out, "IHDR", header.array());
    chunk(out, "IDAT", rows(pixels, width * channels));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  private static byte[] rows(byte[] pixels, int rowBytes) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(content)) {
      for (int at = 0; at < pixels.length; at += rowBytes) {
        out.write(0);
        out.write(pixels, at, rowBytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("memory does not fail so", e);
    }
    return content.toByteArray();
  }

  private static void chunk(ByteArrayOutputStream out, String type, byte[] content) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 sum = new CRC32();
    sum.update(name);
    sum.update(content);
    out.writeBytes(ByteBuffer.allocate(4).putInt(content.length).array());
    out.writeBytes(name);
    out.writeBytes(content);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) sum.getValue()).array());
  }
}
