package dev.kern.onnx;

import dev.kern.graph.Padding;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import dev.kern.graph.Window;
import dev.kern.layer.AveragePooling;
import dev.kern.layer.Conv;
import dev.kern.layer.Depthwise;
import dev.kern.layer.Layer;
import dev.kern.layer.MaxPooling;
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
    WindowAttributes slide =
        WindowAttributes.of(file, operation, x, shape.extent(2), shape.extent(3));
    Window window = slide.window();
    Layer conv =
        groups > 1 && groups == x.channels()
            ? depthwise(window, count / groups, bias.isPresent())
            : conv(window, count, groups, bias.isPresent());
    Tensor weights =
        Filters.toKern(
            filters.toArray(), window.height(), window.width(), x.channels() / groups, count);
    int[] size = slide.result(file, operation, x);
    Step padded = padded(x.step(), slide.border());
    Step step =
        bias.isPresent()
            ? steps.layer(conv, padded, weights, bias.get())
            : steps.layer(conv, padded, weights);
    return x.size(step, size[0], size[1], count).nonNegative(false);
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
  Step padded(Step x, Pads border) {
    return border.equals(Pads.NONE)
        ? x
        : steps.layer(
            new ZeroPadding(border.top(), border.bottom(), border.left(), border.right()), x);
  }

  /// Zeros around images, as the operation `Pad` has them: begins of all axes, then ends.
  ImportedValue.Images padding(Operation operation, ImportedValue.Images x, List<Long> pads) {
    int row = x.rowAxis();
    boolean zeros =
        operation.text("mode", "constant").equals("constant") && operation.inputs().size() <= 3;
    boolean sound = pads.size() == 8 && pads.stream().allMatch(n -> n >= 0 && n <= Window.LARGEST);
    long all = pads.stream().mapToLong(n -> n).sum();
    if (!zeros
        || !sound
        || pads.get(row) + pads.get(row + 1) + pads.get(row + 4) + pads.get(row + 5) != all) {
      throw operation.refuse(
          file,
          "only padding of rows and columns is supported",
          "pads " + pads,
          "rows and columns of zeros");
    }
    Pads border =
        new Pads(
            pads.get(row).intValue(),
            pads.get(row + 1).intValue(),
            pads.get(row + 4).intValue(),
            pads.get(row + 5).intValue());
    return x.size(
        padded(x.step(), border),
        x.height() + border.top() + border.bottom(),
        x.width() + border.left() + border.right(),
        x.channels());
  }

  ImportedValue.Images maxPooling(Operation operation, ImportedValue.Images x) {
    WindowAttributes slide = pooling(operation, x);
    if (!slide.border().equals(Pads.NONE) && !x.nonNegative()) {
      throw operation.refuse(
          file,
          "zero padding would change the maximum of negative values",
          "pads " + List.of(slide.border()),
          "SAME padding, or a Relu before it");
    }
    Window window = slide.window();
    return pooled(
        operation,
        x,
        slide,
        new MaxPooling(window.height(), window.width(), window.stride(), window.padding()));
  }

  ImportedValue.Images averagePooling(Operation operation, ImportedValue.Images x) {
    WindowAttributes slide = pooling(operation, x);
    boolean countsPads = operation.integer("count_include_pad", 0) == 1;
    boolean pads =
        operation.text("auto_pad", "").startsWith("SAME")
            || operation.integers("pads", List.of()).stream().anyMatch(n -> n != 0);
    if (countsPads && pads && operation.integer("ceil_mode", 0) == 0) {
      slide =
          new WindowAttributes(slide.window().valid(), Pads.of(slide.window(), x, slide.border()));
    } else if ((countsPads && pads) || !slide.border().equals(Pads.NONE)) {
      throw operation.refuse(
          file,
          "unsupported padding for average pooling",
          "count_include_pad %d, pads %s".formatted(countsPads ? 1 : 0, List.of(slide.border())),
          "SAME padding with count_include_pad 0, or none");
    }
    Window window = slide.window();
    return pooled(
        operation,
        x,
        slide,
        new AveragePooling(window.height(), window.width(), window.stride(), window.padding()));
  }

  /// A window as large as the image.
  ImportedValue.Images whole(Operation operation, ImportedValue.Images x, boolean average) {
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
    WindowAttributes slide = WindowAttributes.of(file, operation, x, size[0], size[1]);
    if (slide.window().dilation() != 1) {
      throw operation.refuse(
          file,
          "pooling with dilation is not supported",
          "dilation " + slide.window().dilation(),
          "1");
    }
    return slide;
  }

  private ImportedValue.Images pooled(
      Operation operation, ImportedValue.Images x, WindowAttributes slide, Layer layer) {
    int[] size = slide.result(file, operation, x);
    Step step = steps.layer(layer, padded(x.step(), slide.border()));
    return x.size(step, size[0], size[1], x.channels());
  }

  private void expectChannelsFirst(Operation operation, ImportedValue.Images x) {
    if (!x.channelsFirst()) {
      throw operation.refuse(
          file, "channels-last images are not supported here", "[N, H, W, C]", "[N, C, H, W]");
    }
  }
}
