package dev.kern.data.pickle;

import dev.kern.data.file.Problem;
import dev.kern.data.pickle.PickleValue.Whole;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Implements the [TorchName]s.
///
/// Every tensor built here is sound: its numbers lie within its storage, side by side.
///
/// Source: PyTorch's `torch/_utils.py` and `torch/serialization.py`.
final class TorchReducers implements Reducers {
  /// How a file is written that can be read, for messages.
  static final String AGAIN = "in Python: torch.save(model.state_dict(), 'weights.pth')";

  private static final int MOST_AXES = 8;

  @Override
  public @Nullable PickleValue named(String module, String name) {
    return TorchName.of(module, name);
  }

  @Override
  public String allowed() {
    return "only tensors in dicts";
  }

  @Override
  public String plainly() {
    return "don't load it in Python if you don't trust it; else save the weights alone: "
        + "torch.save(model.state_dict(), 'weights.pth')";
  }

  @Override
  public @Nullable PickleValue call(PickleValue function, List<PickleValue> arguments, long at) {
    if (!(function instanceof TorchName known) || known.bytes() > 0) {
      return null;
    }
    PickleValue value =
        switch (known) {
          case ORDERED_DICT -> arguments.isEmpty() ? new DictValue() : null;
          case SIZE ->
              arguments.size() == 1 && arguments.getFirst() instanceof SequenceValue size
                  ? size
                  : null;
          case PARAMETER ->
              !arguments.isEmpty() && arguments.getFirst() instanceof TorchTensor tensor
                  ? tensor
                  : null;
          case TENSOR -> tensor(arguments);
          default -> null;
        };
    if (value == null) {
      throw new MalformedPickleException(
          "a call that PyTorch never writes",
          known.kind() + " with " + arguments.size() + " arguments",
          null,
          AGAIN);
    }
    return value;
  }

  private static @Nullable PickleValue tensor(List<PickleValue> arguments) {
    if (arguments.size() < 4
        || !(arguments.get(0) instanceof TorchStorage storage)
        || !(arguments.get(1) instanceof Whole(long at))) {
      return null;
    }
    long[] shape = numbers(arguments.get(2));
    long[] strides = numbers(arguments.get(3));
    if (shape == null || strides == null || shape.length != strides.length) {
      return null;
    }
    // Extents of 1 may have any stride.
    int[] stored =
        IntStream.range(0, shape.length)
            .boxed()
            .sorted(Comparator.comparingLong(axis -> shape[axis] == 1 ? 0 : -strides[axis]))
            .mapToInt(axis -> axis)
            .toArray();
    long size = 1;
    boolean dense = true;
    for (int i = stored.length - 1; i >= 0; i--) {
      long extent = shape[stored[i]];
      dense &= extent <= 1 || strides[stored[i]] == size;
      if (extent > 0 && size > Long.MAX_VALUE / extent) {
        throw outside(storage, at, shape);
      }
      size *= extent;
    }
    if (at < 0 || size > storage.size() || at > storage.size() - size) {
      throw outside(storage, at, shape);
    }
    if (!dense && size > 0) {
      throw new MalformedPickleException(
          "the numbers of a tensor don't lie side by side",
          "%s with strides %s".formatted(ArrayValue.tuple(shape), Arrays.toString(strides)),
          "a dense tensor",
          "call contiguous() on it before saving");
    }
    return new TorchTensor(storage, at, shape, stored);
  }

  private static MalformedPickleException outside(TorchStorage storage, long at, long[] shape) {
    return new MalformedPickleException(
        "a tensor is larger than its storage",
        "%s from number %s on".formatted(ArrayValue.tuple(shape), Problem.count(at)),
        Problem.count(storage.size()) + " numbers",
        "download or copy the file again");
  }

  /// Extents or strides, or null if it is something else.
  private static long @Nullable [] numbers(PickleValue value) {
    if (!(value instanceof SequenceValue(_, List<PickleValue> items)) || items.size() > MOST_AXES) {
      return null;
    }
    long[] numbers = new long[items.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (!(items.get(i) instanceof Whole(long number)) || number < 0) {
        return null;
      }
      numbers[i] = number;
    }
    return numbers;
  }

  /// The storage that `('storage', torch.FloatStorage, '0', 'cpu', 1728)` means.
  @Override
  public @Nullable PickleValue stored(PickleValue id) {
    if (!(id instanceof SequenceValue(boolean tuple, List<PickleValue> items))
        || !tuple
        || items.size() < 5
        || !"storage".equals(items.get(0).shortText())
        || !(items.get(1) instanceof TorchName type)
        || type.bytes() == 0
        || !(items.get(4) instanceof Whole(long size))
        || size < 0
        || size > Long.MAX_VALUE / Long.BYTES) {
      return null;
    }
    String key = items.get(2).shortText();
    return key == null ? null : new TorchStorage(type, key, size);
  }

  /// A state dict has attributes, such as the versions of its modules, which don't matter.
  @Override
  public void build(PickleValue object, PickleValue state) {
    if (!(object instanceof DictValue)) {
      throw new MalformedPickleException(
          "a state is set on something that has none", object.kind(), "a state dict", AGAIN);
    }
  }
}
