package dev.kern.kernel.library;

import dev.kern.kernel.Geometry;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// The geometries that every window loop is tested at: the notebook's, corners, and a seeded draw
/// of ragged ones.
public final class Geometries {
  private static final int[] CHANNELS = {1, 3, 5, 8, 10, 16, 17, 32, 48};
  private static final long LARGEST = 150_000;

  private Geometries() {}

  /// The convolutions of the three notebook networks.
  static List<Geometry> notebook() {
    return List.of(
        same(28, 28, 1, 16, 5, 5, 2, 1),
        same(14, 14, 16, 16, 5, 5, 2, 1),
        same(28, 28, 1, 16, 5, 5, 1, 1),
        same(14, 14, 16, 16, 5, 5, 1, 1),
        valid(28, 28, 1, 32, 5, 5, 1, 1),
        valid(12, 12, 32, 32, 5, 5, 1, 1));
  }

  /// Small geometries in which some number is odd or extreme.
  static List<Geometry> ragged(int count, long seed) {
    List<Geometry> all = new ArrayList<>(corners());
    Random random = new Random(seed);
    while (all.size() < count) {
      int height = 1 + random.nextInt(9);
      int width = 1 + random.nextInt(33);
      int c = CHANNELS[random.nextInt(CHANNELS.length)];
      int f = CHANNELS[random.nextInt(CHANNELS.length)];
      int rows = 1 + random.nextInt(random.nextInt(4) == 0 ? 11 : 5);
      int columns = random.nextBoolean() ? rows : 1 + random.nextInt(11);
      int stride = 1 + random.nextInt(3);
      int dilation = random.nextInt(4) == 0 ? 2 : 1;
      boolean same = random.nextBoolean();
      if (!same && ((rows - 1) * dilation >= height || (columns - 1) * dilation >= width)) {
        continue;
      }
      Geometry g =
          same
              ? same(height, width, c, f, rows, columns, stride, dilation)
              : valid(height, width, c, f, rows, columns, stride, dilation);
      if ((long) g.outHeight() * g.outWidth() * g.filterSize() <= LARGEST) {
        all.add(g);
      }
    }
    return all;
  }

  /// Convolutions in groups: depthwise ones of channels that do and don't fill vectors, with one
  /// filter per channel or two, and groups of several channels.
  static List<Geometry> grouped() {
    List<Geometry> all = new ArrayList<>();
    for (int c : new int[] {3, 8, 16, 17, 40, 160}) {
      all.add(in(c, same(6, 9, c, c, 3, 3, 1, 1)));
      all.add(in(c, same(7, 10, c, c, 3, 3, 2, 1)));
      all.add(in(c, valid(7, 9, c, c, 3, 2, 3, 1)));
      all.add(in(c, same(6, 5, c, c, 3, 3, 1, 2)));
    }
    all.add(in(32, same(4, 24, 32, 32, 5, 5, 1, 1)));
    all.add(in(64, same(10, 70, 64, 64, 3, 3, 1, 1)));
    all.add(in(72, same(10, 66, 72, 72, 3, 3, 2, 1)));
    all.add(in(24, same(3, 15, 24, 24, 7, 7, 2, 1)));
    all.add(in(16, valid(11, 12, 16, 16, 11, 11, 1, 1)));
    all.add(in(20, same(1, 1, 20, 20, 3, 3, 2, 1)));
    all.add(in(18, same(5, 4, 18, 18, 1, 1, 1, 1)));
    all.add(in(5, same(4, 6, 5, 10, 3, 3, 1, 1)));
    all.add(in(17, valid(6, 6, 17, 34, 3, 3, 2, 1)));
    all.add(in(2, same(6, 8, 6, 10, 3, 3, 1, 1)));
    all.add(in(4, same(6, 8, 64, 32, 3, 3, 2, 1)));
    all.add(in(3, valid(6, 7, 3, 51, 2, 3, 1, 2)));
    all.add(in(2, same(12, 12, 64, 64, 3, 3, 1, 1)));
    all.add(in(2, same(6, 8, 32, 72, 1, 1, 1, 1)));
    all.add(in(2, same(5, 7, 32, 160, 3, 3, 2, 1)));
    return all;
  }

  /// Convolutions of many channels, whose gradients are products of copied pixels, some of them in
  /// slices.
  static List<Geometry> wide() {
    return List.of(
        same(4, 3, 128, 256, 3, 3, 1, 1),
        same(5, 4, 130, 260, 3, 3, 2, 1),
        same(3, 2, 520, 510, 1, 1, 1, 1),
        valid(5, 3, 600, 450, 1, 1, 2, 1),
        same(6, 7, 65, 81, 3, 3, 2, 1),
        valid(7, 6, 72, 64, 3, 2, 3, 1),
        valid(7, 6, 64, 72, 2, 2, 1, 2));
  }

  /// The same with its channels in groups.
  static Geometry in(int groups, Geometry g) {
    return new Geometry(
        g.inHeight(),
        g.inWidth(),
        g.inChannels(),
        g.outHeight(),
        g.outWidth(),
        g.outChannels(),
        g.kernelHeight(),
        g.kernelWidth(),
        g.stride(),
        g.dilation(),
        g.padTop(),
        g.padLeft(),
        groups);
  }

  /// Geometries with small square windows that move by one pixel, over channels that fill vectors
  /// of `lanes`: tiles that fit, tiles that reach over the edge, images smaller than a tile, and
  /// channels so many that several units of tiles are in work at once.
  static List<Geometry> small(int lanes) {
    List<Geometry> all = new ArrayList<>();
    for (int r = 3; r <= 5; r += 2) {
      all.add(same(14, 14, lanes, lanes, r, r, 1, 1));
      all.add(same(8, 8, lanes, 2 * lanes, r, r, 1, 1));
      all.add(same(5, 9, lanes + 1, lanes, r, r, 1, 1));
      all.add(same(7, 6, lanes, lanes + 3, r, r, 1, 1));
      all.add(same(1, 1, lanes, lanes, r, r, 1, 1));
      all.add(same(2, 3, 2 * lanes, lanes, r, r, 1, 1));
      all.add(same(10, 34, lanes, lanes, r, r, 1, 1));
      all.add(valid(12, 12, lanes, 2 * lanes, r, r, 1, 1));
      all.add(valid(7, 11, 3 * lanes, lanes, r, r, 1, 1));
      all.add(valid(r, r, lanes, lanes, r, r, 1, 1));
    }
    all.add(same(14, 16, 65, 81, 3, 3, 1, 1));
    return all;
  }

  private static List<Geometry> corners() {
    return List.of(
        same(1, 1, 1, 1, 1, 1, 1, 1),
        same(1, 1, 3, 5, 3, 3, 1, 1),
        same(2, 3, 1, 17, 11, 11, 1, 1),
        same(6, 33, 1, 16, 5, 5, 1, 1),
        same(4, 33, 8, 8, 3, 3, 1, 1),
        same(5, 32, 3, 10, 3, 7, 3, 1),
        same(4, 17, 1, 48, 2, 4, 2, 1),
        same(4, 4, 16, 16, 1, 1, 1, 1),
        same(7, 7, 24, 40, 1, 1, 1, 1),
        same(4, 4, 17, 32, 1, 1, 2, 1),
        same(9, 13, 6, 85, 1, 1, 1, 1),
        same(7, 7, 5, 150, 3, 3, 2, 1),
        same(5, 9, 4, 130, 1, 1, 1, 1),
        valid(6, 30, 5, 5, 3, 3, 1, 2),
        valid(3, 33, 1, 32, 3, 3, 1, 1));
  }

  /// A geometry with TensorFlow's SAME padding.
  public static Geometry same(
      int height, int width, int c, int f, int rows, int columns, int stride, int dilation) {
    int outHeight = Math.ceilDiv(height, stride);
    int outWidth = Math.ceilDiv(width, stride);
    int missingRows = (outHeight - 1) * stride + (rows - 1) * dilation + 1 - height;
    int missingColumns = (outWidth - 1) * stride + (columns - 1) * dilation + 1 - width;
    return new Geometry(
        height,
        width,
        c,
        outHeight,
        outWidth,
        f,
        rows,
        columns,
        stride,
        dilation,
        Math.max(0, missingRows) / 2,
        Math.max(0, missingColumns) / 2,
        1);
  }

  /// A geometry without padding.
  public static Geometry valid(
      int height, int width, int c, int f, int rows, int columns, int stride, int dilation) {
    int outHeight = (height - (rows - 1) * dilation - 1) / stride + 1;
    int outWidth = (width - (columns - 1) * dilation - 1) / stride + 1;
    return new Geometry(
        height, width, c, outHeight, outWidth, f, rows, columns, stride, dilation, 0, 0, 1);
  }

  /// As many channels out as in, as pooling has it.
  static Geometry pooling(Geometry g) {
    return new Geometry(
        g.inHeight(),
        g.inWidth(),
        g.inChannels(),
        g.outHeight(),
        g.outWidth(),
        g.inChannels(),
        g.kernelHeight(),
        g.kernelWidth(),
        g.stride(),
        g.dilation(),
        g.padTop(),
        g.padLeft(),
        1);
  }
}
