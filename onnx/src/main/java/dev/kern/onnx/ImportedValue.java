package dev.kern.onnx;

import static java.util.Objects.requireNonNull;

import dev.kern.graph.Shape;

/// What a name stands for while a graph is imported.
sealed interface ImportedValue {
  /// What makes it; a constant has no step.
  Step step();

  /// The same shape, made by another step.
  ImportedValue of(Step other);

  /// A constant.
  record Constant(Literal literal) implements ImportedValue {
    @Override
    public Step step() {
      throw new IllegalStateException("a constant is no step");
    }

    @Override
    public ImportedValue of(Step other) {
      throw new IllegalStateException("a constant is no step");
    }
  }

  /// The value of an operation that was refused: what comes of it isn't refused again.
  record Unknown() implements ImportedValue {
    @Override
    public Step step() {
      throw new IllegalStateException("an unknown value is no step");
    }

    @Override
    public ImportedValue of(Step other) {
      return this;
    }
  }

  /// Images whose channels stand in groups, on the way to a shuffle.
  ///
  /// @param images the images
  /// @param groups how many groups there are
  /// @param turned whether the groups come after the channels of each
  record Grouped(Images images, int groups, boolean turned) implements ImportedValue {
    @Override
    public Step step() {
      return images.step();
    }

    @Override
    public ImportedValue of(Step other) {
      return new Grouped(images.of(other), groups, turned);
    }
  }

  /// A batch of images.
  ///
  /// @param step what makes them
  /// @param height rows
  /// @param width columns
  /// @param channels numbers per pixel
  /// @param channelsFirst whether ONNX has them as `[N, C, H, W]` rather than `[N, H, W, C]`
  /// @param nonNegative whether no number is below 0
  /// @param flat whether they are images of one pixel whose step gives rows
  record Images(
      Step step,
      int height,
      int width,
      int channels,
      boolean channelsFirst,
      boolean nonNegative,
      boolean flat)
      implements ImportedValue {
    /// Fails with [IllegalArgumentException] if there are more numbers than a tensor holds.
    public Images {
      requireNonNull(Shape.of(height, width, channels));
    }

    @Override
    public Images of(Step other) {
      return new Images(other, height, width, channels, channelsFirst, nonNegative, flat);
    }

    /// Rows as images of one pixel.
    static Images ofRows(Step step, int channels, boolean channelsFirst) {
      return new Images(step, 1, 1, channels, channelsFirst, false, true);
    }

    Images nonNegative(boolean known) {
      return new Images(step, height, width, channels, channelsFirst, known, flat);
    }

    Images size(Step other, int rows, int columns, int count) {
      return new Images(other, rows, columns, count, channelsFirst, nonNegative, false);
    }

    Images transposed() {
      return new Images(step, height, width, channels, !channelsFirst, nonNegative, flat);
    }

    Images flat(boolean rows) {
      return new Images(step, height, width, channels, channelsFirst, nonNegative, rows);
    }

    /// Whether there is a number per channel alone.
    boolean isPixel() {
      return height * width == 1;
    }

    /// Whether others have as many rows and columns, in the same layout.
    boolean isAsLarge(Images other) {
      return height == other.height && width == other.width && channelsFirst == other.channelsFirst;
    }

    /// Whether both layouts hold the numbers in the same order.
    boolean hasOneOrder() {
      return channels == 1 || isPixel();
    }

    /// Where ONNX has the channels.
    int channelAxis() {
      return channelsFirst ? 1 : 3;
    }

    /// Where ONNX has the rows.
    int rowAxis() {
      return channelsFirst ? 2 : 1;
    }
  }

  /// A batch of rows of numbers.
  ///
  /// @param step what makes them
  /// @param order where Kern has the numbers
  record Rows(Step step, RowOrder order) implements ImportedValue {
    /// The same, known to stand in Kern's order.
    Rows plain() {
      return new Rows(step, RowOrder.plain(order.size()));
    }

    @Override
    public Rows of(Step other) {
      return new Rows(other, order);
    }
  }
}
