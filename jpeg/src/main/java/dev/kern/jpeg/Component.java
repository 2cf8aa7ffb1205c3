package dev.kern.jpeg;

import java.util.Arrays;

/// One plane of an image: brightness or a colour.
///
/// Its blocks of 8 x 8 samples fill whole units of an interleaved scan, beyond its extents.
final class Component {
  /// The samples along a side of a block, and the coefficients of one.
  static final int SIDE = 8;

  static final int BLOCK = SIDE * SIDE;

  /// The zigzag order: the position in a block of each coefficient in the order of the file.
  ///
  /// Source: T.81, figure A.6.
  static final byte[] ORDER = {
    0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
    13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59,
    52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63
  };

  final int id;
  final int across; // blocks in a unit, sideways and down
  final int down;
  final int quantizerAt;

  private int blocksWide;
  private int blocksHigh;
  private int blockStride; // blocks from one row of them to the next

  int columns = SIDE; // samples of a block: 8, 4, 2 or 1
  int rows = SIDE;
  int repeatAcross; // output pixels of a sample
  int repeatDown;
  int width; // in samples
  int height;
  int stride;

  byte[] samples = {};
  short[] coefficients = {}; // of a progressive image, block by block
  byte[] latest = {}; // of each block's coefficients that aren't zero, the one that is sent last
  int[] quantizer = {};

  /// The lowest bit of each coefficient that was sent so far; -1 before the first scan.
  private final byte[] sent = new byte[BLOCK];

  Component(int id, int across, int down, int quantizerAt) {
    this.id = id;
    this.across = across;
    this.down = down;
    this.quantizerAt = quantizerAt;
    Arrays.fill(sent, (byte) -1);
  }

  /// Counts the blocks of an image.
  void place(Frame frame) {
    blocksWide = blocks(frame.width(), across, frame.mostAcross());
    blocksHigh = blocks(frame.height(), down, frame.mostDown());
    blockStride = frame.unitsWide() * across;
  }

  private static int blocks(int pixels, int factor, int most) {
    return Math.ceilDiv(Math.ceilDiv(pixels * factor, most), SIDE);
  }

  int blocksWide() {
    return blocksWide;
  }

  int blocksHigh() {
    return blocksHigh;
  }

  /// Lays out the plane for an image at a fraction of its size, and allocates it.
  ///
  /// A component with fewer samples than pixels is reduced the less: halved colours of a halved
  /// image are used as they are.
  ///
  /// @param shrink how many pixels become one, along each side: 1, 2, 4 or 8
  void allocate(Frame frame, int shrink) {
    int ratioAcross = frame.mostAcross() / across;
    int ratioDown = frame.mostDown() / down;
    columns = SIDE / reduction(shrink, ratioAcross);
    rows = SIDE / reduction(shrink, ratioDown);
    repeatAcross = ratioAcross * SIDE / (shrink * columns);
    repeatDown = ratioDown * SIDE / (shrink * rows);
    width = Math.ceilDiv(frame.width(), shrink * repeatAcross);
    height = Math.ceilDiv(frame.height(), shrink * repeatDown);
    stride = blockStride * columns;
    int blocks = blockStride * frame.unitsHigh() * down; // fits: JpegReader.MOST_PIXELS
    samples = new byte[blocks * rows * columns];
    if (frame.progressive()) {
      coefficients = new short[blocks * BLOCK];
      latest = new byte[blocks];
    }
  }

  /// How many samples become one, where a sample stands for `ratio` pixels.
  private static int reduction(int shrink, int ratio) {
    int reduction = shrink;
    for (int left = ratio; reduction > 1 && left % 2 == 0; left /= 2) {
      reduction /= 2;
    }
    return reduction;
  }

  /// Whether only the mean of a block is needed.
  boolean needsMeansOnly() {
    return rows == 1 && columns == 1;
  }

  /// Where the coefficients of a block are.
  int coefficientsAt(int row, int column) {
    return (row * blockStride + column) * BLOCK;
  }

  /// Where the first sample of a block is.
  int samplesAt(int row, int column) {
    return row * rows * stride + column * columns;
  }

  boolean wasSent() {
    return sent[0] >= 0;
  }

  /// Whether all bits of all coefficients were sent.
  boolean isWhole() {
    for (byte lowest : sent) {
      if (lowest != 0) {
        return false;
      }
    }
    return true;
  }

  /// Records that a scan sends coefficients down to a bit; returns whether it is in order: any bit
  /// the first time, then always the next lower one.
  boolean sends(int first, int last, int high, int low) {
    for (int k = first; k <= last; k++) {
      if (high == 0 ? sent[k] >= 0 : sent[k] != high || low != high - 1) {
        return false;
      }
      sent[k] = (byte) low;
    }
    return first == 0 || wasSent();
  }

  /// Turns the coefficients of all blocks into samples.
  void transform(InverseTransform transform) {
    for (int row = 0; row < blocksHigh(); row++) {
      for (int column = 0; column < blocksWide(); column++) {
        transform.apply(coefficients, coefficientsAt(row, column), this, samplesAt(row, column));
      }
    }
  }
}
