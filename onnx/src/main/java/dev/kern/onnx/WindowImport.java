package dev.kern.onnx;

import dev.kern.graph.Padding;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.graph.Window;
import dev.kern.layer.AveragePooling;
import dev.kern.layer.Bordering;
import dev.kern.layer.Conv;
import dev.kern.layer.Depthwise;
import dev.kern.layer.Layer;
import dev.kern.layer.MaxPooling;
import dev.kern.layer.Subsampling;
import dev.kern.layer.ZeroPadding;
import java.util.List;
import java.util.Optional;

/// Imports operations that slide a window over images.
record WindowImport(String file, StepFactory steps) {
  ImportedValue.Images convolution(
      Operation operation, ImportedValue.Images x, Tensor filters, Optional<Tensor> bias) {
    expectChannelsFirst(operation, x);
    Shape shape = filters.shape();
    int groups = groups(operation, x, shape);
    expectSize(operation, shape);
    int count = shape.extent(0);
    if (x.flat()) {
      return pointwise(operation, x, filters, bias);
    }
    int[] dilations = WindowAttributes.both(file, operation, "dilations");
    int dilation = WindowAttributes.common(dilations);
    Tensor spread = spread(operation, filters, dilations);
    WindowAttributes slide =
        WindowAttributes.of(
            file, operation, x, spread.shape().extent(2), spread.shape().extent(3), dilation);
    Window window = slide.window();
    Layer conv =
        groups > 1 && groups == x.channels()
            ? depthwise(window, count / groups, bias.isPresent())
            : conv(window, count, groups, bias.isPresent());
    Tensor weights =
        Filters.toKern(
            spread.toArray(), window.height(), window.width(), x.channels() / groups, count);
    Step padded = padded(x.step(), slide.border());
    Step step =
        bias.isPresent()
            ? steps.layer(conv, padded, weights, biases(operation, bias.get(), count))
            : steps.layer(conv, padded, weights);
    return slid(operation, x, slide, step, count).nonNegative(false);
  }

  private Tensor biases(Operation operation, Tensor bias, int count) {
    if (bias.shape().size() != count) {
      throw operation.refuse(
          file, "its biases don't match its filters", "biases " + bias.shape(), count + " biases");
    }
    return Tensor.of(Shape.of(count), bias.toArray());
  }

  /// A convolution of images of one pixel that stand as rows, whose window sees that pixel alone.
  private ImportedValue.Images pointwise(
      Operation operation, ImportedValue.Images x, Tensor filters, Optional<Tensor> bias) {
    int count = filters.shape().extent(0);
    boolean plain =
        filters.shape().size() == count * x.channels()
            && operation.integers("pads", List.of()).stream().allMatch(pad -> pad == 0);
    if (!plain) {
      throw operation.refuse(
          file, "its window is larger than the image", filters.shape().toString(), "1 x 1");
    }
    Tensor weights = Filters.toKern(filters.toArray(), 1, 1, x.channels(), count);
    Tensor matrix = Tensor.of(Shape.of(x.channels(), count), weights.toArray());
    Step step =
        bias.isPresent()
            ? steps.layer(
                Layer.dense(count), x.step(), matrix, biases(operation, bias.get(), count))
            : steps.layer(Layer.dense(count).unbiased(), x.step(), matrix);
    return ImportedValue.Images.ofRows(step, count, x.channelsFirst());
  }

  /// A product of each pixel's channels with a matrix.
  ImportedValue.Images product(Operation operation, ImportedValue.Images x, Tensor matrix) {
    Shape shape = matrix.shape();
    if (x.channelsFirst() || shape.rank() != 2 || shape.extent(0) != x.channels()) {
      throw operation.refuse(
          file,
          "its matrix isn't one for the channels of a pixel",
          "a matrix " + shape,
          "images [N, H, W, C] and a matrix [C, F]");
    }
    int count = shape.extent(1);
    if (x.flat()) {
      Step rows = steps.layer(Layer.dense(count).unbiased(), x.step(), matrix);
      return ImportedValue.Images.ofRows(rows, count, false);
    }
    Tensor weights = Tensor.of(Shape.of(1, 1, x.channels(), count), matrix.toArray());
    Step step = steps.layer(Layer.conv(count, 1).unbiased(), x.step(), weights);
    return x.size(step, x.height(), x.width(), count).nonNegative(false);
  }

  /// Filters with zeros between their elements, where dilations differ by axis.
  private Tensor spread(Operation operation, Tensor filters, int[] dilations) {
    if (dilations[0] == dilations[1]) {
      return filters;
    }
    int common = WindowAttributes.common(dilations);
    Shape from = filters.shape();
    int up = dilations[0] / common;
    int across = dilations[1] / common;
    long height = (from.extent(2) - 1L) * up + 1;
    long width = (from.extent(3) - 1L) * across + 1;
    if (Math.max(height, width) > Window.LARGEST) {
      throw operation.refuse(
          file,
          "value out of range",
          "a reach of " + Math.max(height, width),
          "1 to " + Window.LARGEST);
    }
    Shape to = from.with(2, (int) height).with(3, (int) width);
    steps.spend(to);
    float[] values = new float[to.size()];
    int area = from.extent(2) * from.extent(3);
    for (int i = 0; i < from.size(); i++) {
      int u = i % area / from.extent(3) * up;
      int v = i % from.extent(3) * across;
      values[(i / area * to.extent(2) + u) * to.extent(3) + v] = filters.at(i);
    }
    return Tensor.of(to, values);
  }

  /// Refuses a window that isn't as large as the filters.
  private void expectSize(Operation operation, Shape filters) {
    List<Long> size = List.of((long) filters.extent(2), (long) filters.extent(3));
    List<Long> given = operation.integers("kernel_shape", size);
    if (!given.equals(size)) {
      throw operation.refuse(
          file, "its window isn't as large as its filters", "kernel_shape " + given, "" + size);
    }
  }

  /// The groups of a convolution whose filters fit them and the images.
  private int groups(Operation operation, ImportedValue.Images x, Shape filters) {
    long groups = operation.integer("group", 1);
    boolean parted = groups >= 1 && groups <= x.channels() && x.channels() % groups == 0;
    if (!parted
        || filters.rank() != 4
        || filters.size() == 0
        || filters.extent(1) != x.channels() / groups
        || filters.extent(0) % groups != 0) {
      throw operation.refuse(
          file,
          "its filters don't match the images",
          "filters %s in %d group%s".formatted(filters, groups, groups == 1 ? "" : "s"),
          "filters [F, %s, K, L]"
              .formatted(groups == 1 ? x.channels() : "%d / groups".formatted(x.channels())));
    }
    return (int) groups;
  }

  private static Layer conv(Window window, int filters, int groups, boolean biased) {
    Conv conv =
        Conv.of(filters, window.height(), window.width())
            .stride(window.stride())
            .padding(window.padding())
            .dilation(window.dilation())
            .groups(groups);
    return biased ? conv : conv.unbiased();
  }

  private static Layer depthwise(Window window, int multiplier, boolean biased) {
    Depthwise depthwise =
        Depthwise.of(window.height(), window.width())
            .multiplier(multiplier)
            .stride(window.stride())
            .padding(window.padding())
            .dilation(window.dilation());
    return biased ? depthwise : depthwise.unbiased();
  }

  /// Zeros around images.
  private Step padded(Step x, Pads border) {
    return padded(x, border, 0);
  }

  /// A border of one number around images.
  private Step padded(Step x, Pads border, double value) {
    if (border.equals(Pads.NONE)) {
      return x;
    }
    int top = border.top();
    int bottom = border.bottom();
    int left = border.left();
    int right = border.right();
    return steps.layer(
        value == 0
            ? new ZeroPadding(top, bottom, left, right)
            : new Bordering(top, bottom, left, right, value),
        x);
  }

  /// A border around images, as the operation `Pad` has it: begins of all axes, then ends.
  ImportedValue.Images padding(
      Operation operation, ImportedValue.Images x, List<Long> pads, double value) {
    int row = x.rowAxis();
    String mode = operation.text("mode", "constant");
    if (!mode.equals("constant")) {
      throw operation.refuse(
          file, "only borders of one number are supported", "mode " + mode, "mode constant");
    }
    boolean sound = pads.size() == 8 && pads.stream().allMatch(n -> n >= 0 && n <= Window.LARGEST);
    long all = pads.stream().mapToLong(n -> n).sum();
    if (x.flat()
        || !sound
        || pads.get(row) + pads.get(row + 1) + pads.get(row + 4) + pads.get(row + 5) != all) {
      throw operation.refuse(
          file,
          "only padding of rows and columns is supported",
          "pads " + pads,
          "rows and columns of one number");
    }
    Pads border =
        new Pads(
            pads.get(row).intValue(),
            pads.get(row + 1).intValue(),
            pads.get(row + 4).intValue(),
            pads.get(row + 5).intValue());
    return x.size(
            padded(x.step(), border, value),
            x.height() + border.top() + border.bottom(),
            x.width() + border.left() + border.right(),
            x.channels())
        .nonNegative(x.nonNegative() && value >= 0);
  }

  ImportedValue.Images maxPooling(Operation operation, ImportedValue.Images x) {
    WindowAttributes slide = pooling(operation, x);
    Window window = slide.window();
    int rows = window.stride() * slide.rows();
    int columns = window.stride() * slide.columns();
    boolean isPixel = window.height() * window.width() == 1 && slide.border().equals(Pads.NONE);
    if (isPixel && rows * columns > 1) {
      WindowAttributes each = new WindowAttributes(window.stride(1), Pads.NONE, rows, columns);
      return slid(operation, x, each, x.step(), x.channels());
    }
    // A border must not be larger than what is inside.
    Step padded = padded(x.step(), slide.border(), x.nonNegative() ? 0 : -Float.MAX_VALUE);
    MaxPooling pool =
        new MaxPooling(window.height(), window.width(), window.stride(), window.padding());
    return slid(operation, x, slide, steps.layer(pool, padded), x.channels());
  }

  ImportedValue.Images averagePooling(Operation operation, ImportedValue.Images x) {
    WindowAttributes slide = pooling(operation, x);
    boolean counts = operation.integer("count_include_pad", 0) == 1;
    boolean ceils = operation.integer("ceil_mode", 0) == 1;
    Pads given = slide.border(x);
    if (counts && ceils && slide.sticksOut(file, operation, x)) {
      throw operation.refuse(
          file,
          "its last window sticks out of the border that counts",
          "count_include_pad 1, ceil_mode 1",
          "one of them 0");
    }
    if (counts && !given.equals(Pads.NONE)) {
      slide = new WindowAttributes(slide.window().valid(), given, slide.rows(), slide.columns());
    } else if (!slide.border().equals(Pads.NONE)) {
      slide = centred(operation, x, slide);
    }
    Window window = slide.window();
    AveragePooling pool =
        new AveragePooling(window.height(), window.width(), window.stride(), window.padding());
    Step step = steps.layer(pool, padded(x.step(), slide.border()));
    return slid(operation, x, slide, step, x.channels());
  }

  /// A mean that leaves out a border other than that of SAME padding: with stride 1 it would be
  /// that border, so all windows are computed, and some left out.
  private WindowAttributes centred(
      Operation operation, ImportedValue.Images x, WindowAttributes slide) {
    Window dense = slide.window().stride(1).same();
    Pads same = Pads.of(dense, x.height(), x.width());
    int rows = slide.window().stride() * slide.rows();
    int columns = slide.window().stride() * slide.columns();
    int[] size = slide.result(file, operation, x);
    boolean fits =
        same.top() == slide.border().top()
            && same.left() == slide.border().left()
            && size[0] == Math.ceilDiv(x.height(), rows)
            && size[1] == Math.ceilDiv(x.width(), columns);
    if (!fits) {
      throw operation.refuse(
          file,
          "unsupported padding for average pooling",
          "count_include_pad 0, pads " + List.of(slide.border()),
          "half of the window on each side, SAME padding, or none");
    }
    return new WindowAttributes(dense, Pads.NONE, rows, columns);
  }

  /// A window as large as the image.
  ImportedValue.Images whole(ImportedValue.Images x, boolean average) {
    if (x.flat()) {
      return x;
    }
    int height = x.height();
    int width = x.width();
    Layer layer =
        average
            ? new AveragePooling(height, width, 1, Padding.VALID)
            : new MaxPooling(height, width, 1, Padding.VALID);
    return x.size(steps.layer(layer, x.step()), 1, 1, x.channels());
  }

  private WindowAttributes pooling(Operation operation, ImportedValue.Images x) {
    expectChannelsFirst(operation, x);
    int[] size = WindowAttributes.size(file, operation);
    int[] dilations = WindowAttributes.both(file, operation, "dilations");
    boolean gaps = (size[0] > 1 && dilations[0] > 1) || (size[1] > 1 && dilations[1] > 1);
    if (gaps || x.flat()) {
      throw operation.refuse(
          file,
          gaps ? "pooling with dilation is not supported" : "it pools images of one pixel",
          "dilations [%d, %d]".formatted(dilations[0], dilations[1]),
          "1");
    }
    return WindowAttributes.of(file, operation, x, size[0], size[1], 1);
  }

  /// What a window gives, without the rows and columns that are left out.
  private ImportedValue.Images slid(
      Operation operation, ImportedValue.Images x, WindowAttributes slide, Step step, int count) {
    int[] size = slide.result(file, operation, x);
    boolean all = slide.rows() == 1 && slide.columns() == 1;
    Step kept = all ? step : steps.layer(new Subsampling(slide.rows(), slide.columns()), step);
    return x.size(kept, size[0], size[1], count);
  }

  private void expectChannelsFirst(Operation operation, ImportedValue.Images x) {
    if (!x.channelsFirst() && !x.hasOneOrder()) {
      throw operation.refuse(
          file, "channels-last images are not supported here", "[N, H, W, C]", "[N, C, H, W]");
    }
  }
}
