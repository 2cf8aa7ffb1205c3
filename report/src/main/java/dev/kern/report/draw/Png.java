package dev.kern.report.draw;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/// Pictures as PNG: a signature, then chunks, each a length, a type, content and a checksum.
///
/// Grey pictures take a byte per pixel, coloured ones three. Java's own writer would do too, but
/// starts AWT first; so the page needs none of it.
///
/// Source: the PNG specification, W3C 2003.
public final class Png {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte GREY = 0;
  private static final byte RGB = 2;
  private static final int ROW_IS_PLAIN = 0;

  private Png() {}

  /// The bytes of a file.
  public static byte[] encode(Raster raster) {
    boolean grey = isGrey(raster);
    ByteBuffer header = ByteBuffer.allocate(13);
    header.putInt(raster.width()).putInt(raster.height());
    header.put((byte) 8).put(grey ? GREY : RGB);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    chunk(out, "IHDR", header.array());
    chunk(out, "IDAT", deflated(rows(raster, grey)));
    chunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  /// The picture as a `data:` address, which a page can hold.
  public static String address(Raster raster) {
    return "data:image/png;base64," + Base64.getEncoder().encodeToString(encode(raster));
  }

  private static boolean isGrey(Raster raster) {
    for (int row = 0; row < raster.height(); row++) {
      for (int column = 0; column < raster.width(); column++) {
        if (raster.at(row, column) % 0x010101 != 0) {
          return false;
        }
      }
    }
    return true;
  }

  private static byte[] rows(Raster raster, boolean grey) {
    int channels = grey ? 1 : 3;
    byte[] rows = new byte[raster.height() * (1 + raster.width() * channels)];
    int at = 0;
    for (int row = 0; row < raster.height(); row++) {
      rows[at++] = ROW_IS_PLAIN;
      for (int column = 0; column < raster.width(); column++) {
        int colour = raster.at(row, column);
        for (int shift = 8 * (channels - 1); shift >= 0; shift -= 8) {
          rows[at++] = (byte) (colour >> shift);
        }
      }
    }
    return rows;
  }

  private static byte[] deflated(byte[] content) {
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(content);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[1 << 13];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
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
