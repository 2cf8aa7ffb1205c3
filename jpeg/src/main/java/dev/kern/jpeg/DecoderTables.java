package dev.kern.jpeg;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// What a file has defined so far for the scans that follow.
final class DecoderTables {
  private static final int MOST = 4;

  private final @Nullable HuffmanTable[] dc = new HuffmanTable[MOST];
  private final @Nullable HuffmanTable[] ac = new HuffmanTable[MOST];
  private final int[][] quantizers = new int[MOST][0];
  private int interval;

  /// Reads the segment behind a marker that defines Huffman tables.
  void readHuffman(ByteReader segment) throws JpegException {
    while (segment.left() > 0) {
      int kind = segment.next();
      int at = slot(segment, kind & 15);
      switch (kind >>> 4) {
        case 0 -> dc[at] = new HuffmanTable(segment, 15);
        case 1 -> ac[at] = new HuffmanTable(segment, 255);
        default -> throw segment.broken("a Huffman table of kind " + (kind >>> 4));
      }
    }
  }

  /// Reads the segment behind a marker that defines quantizers.
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

  /// Reads the segment behind a marker that defines how many units lie between restarts.
  void readInterval(ByteReader segment) throws JpegException {
    interval = segment.nextShort();
  }

  private static int slot(ByteReader segment, int at) throws JpegException {
    if (at >= MOST) {
      throw segment.broken("a table number " + at + ", more than 3");
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

  /// The steps of a block's coefficients, as they are now; fails if there are none.
  int[] quantizer(ByteReader segment, int at) throws JpegException {
    if (quantizers[at].length == 0) {
      throw segment.broken("a scan before its quantizer");
    }
    return Arrays.copyOf(quantizers[at], Component.BLOCK);
  }
}
