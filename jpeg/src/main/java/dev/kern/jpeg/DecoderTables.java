package dev.kern.jpeg;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The tables that a file has defined so far for the following scans.
final class DecoderTables {
  private static final int MOST = 4;

  private final @Nullable HuffmanTable[] dc = new HuffmanTable[MOST];
  private final @Nullable HuffmanTable[] ac = new HuffmanTable[MOST];
  private final int[][] quantizers = new int[MOST][0];
  private int interval;

  /// Reads a segment that defines Huffman tables (DHT).
  void readHuffman(ByteReader segment) throws JpegException {
    while (segment.left() > 0) {
      int kind = segment.next();
      int at = slot(segment, kind & 15);
      switch (kind >>> 4) {
        case 0 -> dc[at] = new HuffmanTable(segment, 15);
        case 1 -> ac[at] = new HuffmanTable(segment, 255);
        default -> throw segment.broken("invalid Huffman table class " + (kind >>> 4));
      }
    }
  }

  /// Reads a segment that defines quantization tables (DQT).
  void readQuantizers(ByteReader segment) throws JpegException {
    while (segment.left() > 0) {
      int kind = segment.next();
      int[] quantizer = new int[Component.BLOCK];
      for (byte place : Component.ORDER) {
        quantizer[place] = kind >>> 4 == 0 ? segment.next() : segment.nextShort();
      }
      quantizers[slot(segment, kind & 15)] = quantizer;
    }
  }

  /// Reads a segment that defines the number of units between restarts (DRI).
  void readInterval(ByteReader segment) throws JpegException {
    interval = segment.nextShort();
  }

  private static int slot(ByteReader segment, int at) throws JpegException {
    if (at >= MOST) {
      throw segment.broken("invalid table number " + at + ", the highest is 3");
    }
    return at;
  }

  int interval() {
    return interval;
  }

  @Nullable HuffmanTable dc(int at) {
    return at < MOST ? dc[at] : null;
  }

  @Nullable HuffmanTable ac(int at) {
    return at < MOST ? ac[at] : null;
  }

  /// A copy of a quantization table; fails if it isn't defined.
  int[] quantizer(ByteReader segment, int at) throws JpegException {
    if (quantizers[at].length == 0) {
      throw segment.broken("a scan before its quantization table");
    }
    return Arrays.copyOf(quantizers[at], Component.BLOCK);
  }
}
