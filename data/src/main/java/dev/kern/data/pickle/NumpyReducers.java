package dev.kern.data.pickle;

import dev.kern.data.file.NumberType;
import dev.kern.data.file.Problem;
import dev.kern.data.pickle.ArrayValue.Layout;
import dev.kern.data.pickle.PickleValue.Constant;
import dev.kern.data.pickle.PickleValue.Scalar;
import dev.kern.data.pickle.PickleValue.Whole;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Implements the seven [AllowedFunction]s, and sets the state of arrays and types.
///
/// Every array built here is sound: its extents aren't negative, and the file holds the bytes that
/// its extents and type require (exactly that many if they are written as bytes; at most that many
/// if they are written as text, whose decoding checks the rest).
final class NumpyReducers implements Reducers {
  private static final int MOST_AXES = 32;
  private static final int LONGEST_SHARED = 1024;

  private final Set<Long> used = new HashSet<>(); // the locations of data that belongs to an array

  @Override
  public @Nullable PickleValue named(String module, String name) {
    return AllowedFunction.of(module, name);
  }

  @Override
  public String allowed() {
    return "only the functions that create NumPy arrays";
  }

  @Override
  public String plainly() {
    return "don't load it in Python if you don't trust it; pickle plain NumPy arrays in a dict";
  }

  @Override
  public @Nullable PickleValue call(PickleValue function, List<PickleValue> arguments, long at) {
    if (!(function instanceof AllowedFunction known)) {
      return null;
    }
    PickleValue value =
        switch (known) {
          case RECONSTRUCT ->
              arguments.size() == 3 && arguments.getFirst() == AllowedFunction.NDARRAY
                  ? new ArrayValue()
                  : null;
          case FROM_BUFFER -> fromBuffer(arguments);
          case SCALAR ->
              arguments.size() == 2 && arguments.getFirst() instanceof NumpyType type
                  ? new Scalar(type)
                  : null;
          case NDARRAY -> null;
          case DTYPE -> dtype(arguments);
          case ENCODE -> encode(arguments);
          case BYTES -> arguments.isEmpty() ? StringValue.empty(at) : null;
        };
    if (value == null) {
      throw new MalformedPickleException(
          "a call that NumPy never writes", kinds(function.kind(), arguments), null);
    }
    return value;
  }

  @Override
  public void build(PickleValue object, PickleValue state) {
    if (!(state instanceof SequenceValue(boolean tuple, List<PickleValue> items)) || !tuple) {
      throw new MalformedPickleException(
          "a state that NumPy never writes", object.kind() + " gets " + state.kind(), "a tuple");
    }
    switch (object) {
      case ArrayValue array -> buildArray(array, items);
      case NumpyType type -> buildType(type, items);
      default ->
          throw new MalformedPickleException(
              "a state is set on something that has none", object.kind(), "an array or a type");
    }
  }

  private void buildArray(ArrayValue array, List<PickleValue> state) {
    Boolean fortran = state.size() == 5 ? flag(state.get(3)) : null;
    if (fortran == null
        || !(state.get(0) instanceof Whole(long version))
        || !(state.get(2) instanceof NumpyType type)
        || !(state.get(4) instanceof StringValue data)
        || !data.bytes()) {
      throw new MalformedPickleException(
          "an array state that NumPy never writes",
          kinds("", state),
          "(1, shape, type, is Fortran order, bytes)",
          "pickle an array of plain numbers (array.astype('float32'))");
    }
    if (version != 1 && version != 0) {
      throw new MalformedPickleException(
          "unknown version of an array state", "version " + version, "1");
    }
    long[] shape = extents(state.get(1));
    array.layout(layout(shape, order(shape.length, fortran), type, data));
  }

  private @Nullable PickleValue fromBuffer(List<PickleValue> arguments) {
    if (arguments.size() < 4
        || !(arguments.get(0) instanceof StringValue data)
        || !data.bytes()
        || !(arguments.get(1) instanceof NumpyType type)) {
      return null;
    }
    long[] shape = extents(arguments.get(2));
    ArrayValue array = new ArrayValue();
    String order = arguments.get(3).shortText();
    if (order == null) {
      return null;
    }
    switch (order) {
      case "C", "F" ->
          array.layout(layout(shape, order(shape.length, order.equals("F")), type, data));
      case "K" -> {
        // The buffer has `shape` in C order; axis i of the array is the buffer's axis axes[i].
        int[] axes = arguments.size() == 5 ? axes(arguments.get(4), shape.length) : null;
        if (axes == null) {
          return null;
        }
        long[] turned = new long[shape.length];
        int[] stored = new int[shape.length];
        for (int i = 0; i < axes.length; i++) {
          turned[i] = shape[axes[i]];
          stored[axes[i]] = i;
        }
        array.layout(layout(turned, stored, type, data));
      }
      default -> {
        return null;
      }
    }
    return array;
  }

  private static @Nullable PickleValue dtype(List<PickleValue> arguments) {
    String code = arguments.size() == 3 ? arguments.getFirst().shortText() : null;
    if (code == null) {
      return null;
    }
    NumpyType type = NumpyType.of(code);
    if (type == null) {
      boolean objects = code.startsWith("O");
      throw new MalformedPickleException(
          objects ? "an array of Python objects" : "unknown NumPy type",
          Problem.quote(code),
          "numbers: " + Arrays.toString(NumberType.values()),
          "convert it before pickling (array.astype('float32'))");
    }
    return type;
  }

  private static void buildType(NumpyType type, List<PickleValue> state) {
    String order = state.size() >= 2 ? state.get(1).shortText() : null;
    switch (order) {
      case "<", "|", "=" -> type.order(ByteOrder.LITTLE_ENDIAN);
      case ">" -> type.order(ByteOrder.BIG_ENDIAN);
      case null, default ->
          throw new MalformedPickleException(
              "unknown byte order of a type", kinds("", state), "'<', '>', '|' or '='");
    }
  }

  private static @Nullable PickleValue encode(List<PickleValue> arguments) {
    if (arguments.size() != 2 || !(arguments.getFirst() instanceof StringValue text)) {
      return null;
    }
    String encoding = arguments.getLast().shortText();
    return Set.of("latin1", "latin-1").contains(encoding == null ? "" : encoding)
        ? text.asBytes()
        : null;
  }

  private Layout layout(long[] shape, int[] stored, NumpyType type, StringValue data) {
    String given = type.name() + " " + ArrayValue.tuple(shape);
    NumberType number = type.type();
    long wanted = number == null ? 1 : number.bytes();
    boolean overflow = false;
    for (long extent : shape) {
      overflow |= Math.multiplyHigh(wanted, extent) != 0 || wanted * extent < 0;
      wanted *= extent;
    }
    boolean exact = number != null && data.encoding() == StringValue.Encoding.RAW;
    if (overflow || wanted > data.length() || (exact && wanted != data.length())) {
      throw new MalformedPickleException(
          "the array's shape doesn't match its data",
          given + " and " + Problem.count(data.length()) + " bytes of data",
          overflow ? "less than 2^63 bytes" : Problem.count(wanted) + " bytes");
    }
    if (wanted < data.length() / data.encoding().growth && number != null) {
      throw new MalformedPickleException(
          "the array's shape doesn't match its data",
          given + " and " + Problem.count(data.length()) + " bytes of data, written as text",
          "at most " + Problem.count(wanted * data.encoding().growth));
    }
    if (!used.add(data.at()) && data.length() > LONGEST_SHARED) {
      throw new MalformedPickleException(
          "two arrays share the same data", given, "separate data for each");
    }
    return new Layout(shape, stored, type, type.order(), data);
  }

  private static long[] extents(PickleValue value) {
    if (!(value instanceof SequenceValue(boolean tuple, List<PickleValue> items)) || !tuple) {
      throw new MalformedPickleException(
          "the shape is not a tuple", value.kind(), "a tuple of integers");
    }
    if (items.size() > MOST_AXES) {
      throw new MalformedPickleException(
          "the shape has too many dimensions",
          items.size() + " dimensions",
          "at most " + MOST_AXES);
    }
    long[] extents = new long[items.size()];
    for (int i = 0; i < extents.length; i++) {
      if (!(items.get(i) instanceof Whole(long extent)) || extent < 0) {
        throw new MalformedPickleException(
            "a dimension is not a valid size", items.get(i).kind(), "0 or more");
      }
      extents[i] = extent;
    }
    return extents;
  }

  private static int @Nullable [] axes(PickleValue value, int rank) {
    long[] axes = extents(value);
    boolean[] seen = new boolean[rank];
    int[] order = new int[rank];
    for (int i = 0; i < axes.length && axes.length == rank; i++) {
      if (axes[i] >= rank || seen[(int) axes[i]]) {
        return null;
      }
      order[i] = (int) axes[i];
      seen[order[i]] = true;
    }
    return axes.length == rank ? order : null;
  }

  private static int[] order(int rank, boolean fortran) {
    int[] stored = new int[rank];
    for (int i = 0; i < rank; i++) {
      stored[i] = fortran ? rank - 1 - i : i;
    }
    return stored;
  }

  private static @Nullable Boolean flag(PickleValue value) {
    return switch (value) {
      case Constant constant when constant != Constant.NONE -> constant == Constant.TRUE;
      case Whole(long number) when number == 0 || number == 1 -> number == 1;
      default -> null;
    };
  }

  private static String kinds(String name, List<PickleValue> values) {
    StringBuilder text = new StringBuilder(name).append('(');
    for (int i = 0; i < Math.min(values.size(), 8); i++) {
      text.append(i == 0 ? "" : ", ").append(values.get(i).kind());
    }
    return text.append(values.size() > 8 ? ", …)" : ")").toString();
  }
}
