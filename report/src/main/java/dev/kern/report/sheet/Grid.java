package dev.kern.report.sheet;

import dev.kern.data.ImageShape;
import java.util.Optional;
import java.util.OptionalInt;

/// How a contact sheet is laid out: classes in blocks side by side, a row of images each.
///
/// @param longest the most pixels that an image takes on the sheet, across and down
/// @param width pixels from one side of an image's place to the other
/// @param height pixels down
/// @param perClass images of each class
/// @param across images side by side; more of a class go on in a further line
/// @param names pixels for the names of the classes
/// @param blocks blocks of classes side by side
/// @param rows classes in a block
record Grid(
    int longest,
    int width,
    int height,
    int perClass,
    int across,
    double names,
    int blocks,
    int rows) {
  /// More pixels than this make a file that nobody opens.
  private static final double MOST_PIXELS = 32e6;

  private static final double HEADER = 76;
  private static final double BETWEEN = 28;
  private static final double LEAST_ROW = 36; // a name, and a count below it
  private static final double TALL = 1800;
  private static final int MOST_ACROSS = 40;

  /// How large images may be shown, the most welcome first.
  private static final int[] SIZES = {128, 96, 64, 48, 32, 16};

  /// How many of a class are shown if nobody says so, the most welcome first.
  private static final int[] COUNTS = {20, 12, 8, 4, 1};

  /// Where small images are enlarged to, if there is room.
  private static final int ENLARGED = 64;

  /// A layout that stays within bounds, or empty if there is none.
  ///
  /// @param names pixels for the names of the classes
  /// @param wanted images of each class, or empty for as many as look well
  /// @param most how many the largest class has
  static Optional<Grid> of(
      ImageShape shape, int classes, double names, OptionalInt wanted, int most) {
    int[] counts = wanted.isPresent() ? new int[] {wanted.getAsInt()} : COUNTS;
    for (int unwelcome = 1; unwelcome >= 0; unwelcome--) { // rather few than tiny
      for (int perClass : counts) {
        for (int size = 0; size < SIZES.length - unwelcome; size++) {
          Grid grid = of(shape, classes, names, SIZES[size], Math.min(perClass, most));
          if (grid.pixels() <= MOST_PIXELS) {
            return Optional.of(grid);
          }
        }
      }
    }
    return Optional.empty();
  }

  /// The most images of each class that a sheet has room for; 0 if it has none for so many.
  static int most(ImageShape shape, int classes, double names) {
    int most = 0;
    for (int step = 1 << 20; step > 0; step >>= 1) {
      if (of(shape, classes, names, SIZES[SIZES.length - 1], most + step).pixels() <= MOST_PIXELS) {
        most += step;
      }
    }
    return most;
  }

  private static Grid of(ImageShape shape, int classes, double names, int longest, int perClass) {
    int side = Math.max(shape.height(), shape.width());
    int square = Math.ceilDiv(side, longest); // so many pixels become one
    int factor = Math.max(1, Math.floorDiv(Math.min(longest, ENLARGED), side));
    int width = Math.max(1, Math.floorDiv(shape.width(), square)) * factor;
    int height = Math.max(1, Math.floorDiv(shape.height(), square)) * factor;
    int across = Math.min(perClass, MOST_ACROSS);
    Grid grid = new Grid(longest, width, height, perClass, across, names, 1, classes);
    while (grid.sheetHeight() > Math.max(TALL, grid.sheetWidth())) {
      int blocks = grid.blocks + 1;
      grid =
          new Grid(
              longest,
              width,
              height,
              perClass,
              across,
              names,
              blocks,
              Math.ceilDiv(classes, blocks));
    }
    return grid;
  }

  private double pixels() {
    return sheetWidth() * sheetHeight();
  }

  private int lines() {
    return Math.ceilDiv(perClass, across);
  }

  private double rowHeight() {
    return Math.max(LEAST_ROW, lines() * (height + Sheet.GAP)) + Sheet.GAP;
  }

  private double blockWidth() {
    return names + across * (width + Sheet.GAP) + BETWEEN;
  }

  /// Pixels of the whole sheet, across.
  double sheetWidth() {
    return 2 * Sheet.MARGIN + blocks * blockWidth() - BETWEEN;
  }

  /// Pixels of the whole sheet, down.
  double sheetHeight() {
    return HEADER + rows * rowHeight() + Sheet.MARGIN;
  }

  /// Where the row of a class begins, from the left.
  double x(int label) {
    return Sheet.MARGIN + Math.floorDiv(label, rows) * blockWidth();
  }

  /// Where the row of a class begins, from the top.
  double y(int label) {
    return HEADER + label % rows * rowHeight();
  }

  /// Where an image of a class lies, from the left.
  double x(int label, int image) {
    return x(label) + names + image % across * (width + Sheet.GAP);
  }

  /// Where an image of a class lies, from the top.
  double y(int label, int image) {
    return y(label) + Math.floorDiv(image, across) * (height + Sheet.GAP);
  }
}
