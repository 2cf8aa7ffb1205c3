package dev.kern.onnx;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.graph.Window;
import dev.kern.onnx.Literal.Integers;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Finds out what images a file takes: their size, their channels, and whether these come first.
///
/// @param source the file
/// @param options what is said where the file leaves it open
record InputImport(OnnxFile source, ImportOptions options) {
  /// Operations that leave the shape as it is.
  private static final Set<String> SAME_SHAPE =
      Set.of(
          "Add",
          "Cast",
          "Clip",
          "DequantizeLinear",
          "Div",
          "DynamicQuantizeLinear",
          "Identity",
          "Mul",
          "Pad",
          "QuantizeLinear",
          "Relu",
          "Sub");

  /// Operations that may make images of rows and columns alone, which have no other axes of their
  /// own.
  private static final Set<String> GIVING_AXES = Set.of("Flatten", "Reshape", "Unsqueeze");

  private static final Set<String> CHANNELS_FIRST =
      Set.of(
          "AveragePool",
          "BatchNormalization",
          "Conv",
          "ConvInteger",
          "GlobalAveragePool",
          "GlobalMaxPool",
          "LRN",
          "MaxPool",
          "QLinearConv");

  private static final int MOST_STEPS = 100;
  private static final int COLOURS = 4;

  /// The only input.
  ///
  /// Fails with `DataException` if there are several.
  OnnxFile.Input input() {
    if (source.inputs().size() != 1) {
      throw refused(source.inputs().size() + " inputs");
    }
    return source.inputs().getFirst();
  }

  /// How many images the file takes at a time; -1 if any number.
  long batch() {
    List<Long> extents = input().extents();
    return extents.isEmpty() ? -1 : extents.getFirst();
  }

  /// The images.
  ///
  /// Fails with `DataException` if the input is something else, or leaves open what isn't said.
  ImportedValue.Images images(Step begin) {
    OnnxFile.Input input = input();
    List<Long> extents = input.extents();
    Operation first = firstUse(input.name());
    String name = input.name();
    if (extents.size() == 3 && first != null && GIVING_AXES.contains(first.type())) {
      extents = List.of(extents.get(0), 1L, extents.get(1), extents.get(2));
    } else if (extents.size() == 2 && first != null && first.type().equals("Reshape")) {
      extents = shape(first, extents.get(1));
      name = first.output();
    }
    if (extents.size() != 4) {
      throw refused(given(input));
    }
    boolean channelsFirst = isChannelsFirst(name, extents);
    long height = open(extents.get(channelsFirst ? 2 : 1), options.height());
    long width = open(extents.get(channelsFirst ? 3 : 2), options.width());
    long channels = extents.get(channelsFirst ? 1 : 3);
    channels = channels < 1 ? channelsOf(firstUse(name)) : channels;
    if ((height < 1 || width < 1) && channels > 0) {
      throw Problem.at(source.file(), "its images have no fixed size")
          .given(given(input))
          .expected("a size for rows and columns")
          .fix("say it, such as --size 224x224 (in Java: ImportOptions.NONE.size(224, 224))");
    }
    if (Math.min(height, Math.min(width, channels)) < 1
        || Math.max(height, Math.max(width, channels)) > Window.LARGEST) {
      throw refused(given(input));
    }
    return new ImportedValue.Images(
        begin, (int) height, (int) width, (int) channels, channelsFirst, false, false);
  }

  private static long open(long extent, OptionalInt said) {
    return extent < 1 ? said.orElse(0) : extent;
  }

  private static String given(OnnxFile.Input input) {
    return Problem.quote(input.name()) + " of " + input.extents() + ", where -1 is a free size";
  }

  private DataException refused(String given) {
    return Problem.at(source.file(), "its input is not a single batch of images")
        .given(given)
        .expected("one input [N, C, H, W]")
        .fix("export the classifier alone, for images");
  }

  /// What rows become.
  private List<Long> shape(Operation reshape, long size) {
    if (!(source.constants().get(reshape.input(1)) instanceof Integers(List<Long> shape, _))
        || shape.size() != 4
        || shape.stream().skip(1).anyMatch(n -> n < 1 || n > Window.LARGEST)
        || shape.get(1) * shape.get(2) * shape.get(3) != size) {
      return List.of();
    }
    return shape;
  }

  /// The first operation on a value that doesn't leave its shape as it is; null if there is none.
  private @Nullable Operation firstUse(String name) {
    String at = name;
    for (int i = 0; i < MOST_STEPS; i++) {
      String value = at;
      List<Operation> uses =
          source.operations().stream()
              .filter(o -> o.input(0).equals(value) || o.input(1).equals(value))
              .filter(o -> !o.type().equals("Shape"))
              .toList();
      for (Operation use : uses) {
        if (!SAME_SHAPE.contains(use.type())) {
          return use;
        }
      }
      if (uses.isEmpty()) {
        return null;
      }
      at = uses.getFirst().output();
    }
    return null;
  }

  /// Images end in their channels if they are transposed at once, or if only that makes sense.
  private boolean isChannelsFirst(String name, List<Long> extents) {
    Operation use = firstUse(name);
    if (use != null && use.type().equals("Transpose")) {
      return !use.integers("perm", List.of()).equals(List.of(0L, 3L, 1L, 2L));
    }
    if (use != null && CHANNELS_FIRST.contains(use.type())) {
      return true;
    }
    long last = extents.get(3);
    return !(last >= 1 && last <= COLOURS && !(extents.get(1) >= 1 && extents.get(1) <= COLOURS));
  }

  /// The channels that a convolution's filters see; 0 if it is none, or there are groups.
  private long channelsOf(@Nullable Operation use) {
    return use != null
            && use.type().equals("Conv")
            && use.integer("group", 1) == 1
            && source.constants().get(use.input(1)) instanceof Literal.Floats(var filters)
            && filters.shape().rank() == 4
        ? filters.shape().extent(1)
        : 0;
  }
}
