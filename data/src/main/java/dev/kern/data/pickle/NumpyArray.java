package dev.kern.data.pickle;

import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.NumberType;
import dev.kern.data.file.Problem;
import dev.kern.data.file.Room;
import dev.kern.data.pickle.ArrayValue.Layout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/// An array in a pickle: its shape and type, and its numbers on demand, in C order.
///
/// The numbers are read from the file at each call, into an array that the caller owns; the
/// [PickleFile] must be open.
public final class NumpyArray {
  private final Content content;
  private final String key;
  private final Layout layout;

  NumpyArray(Content content, String key, Layout layout) {
    this.content = content;
    this.key = key;
    this.layout = layout;
  }

  /// The extents.
  public long[] shape() {
    return layout.shape().clone();
  }

  /// How many numbers it has.
  public long size() {
    return layout.size();
  }

  /// The type of its numbers, or empty if it isn't one of [NumberType] (text, dates, records …).
  public Optional<NumberType> type() {
    return Optional.ofNullable(layout.type().type());
  }

  /// Type and shape as NumPy says them: `float32 (15230, 28, 28)`.
  @Override
  public String toString() {
    return layout.describe();
  }

  /// The place of its data, for messages: `notMNIST.pickle, byte 166, key 'train_dataset'`.
  public String place() {
    return content.place(layout.data().at()) + ", key " + Problem.quote(key);
  }

  /// Whether two arrays are one, under two keys.
  @SuppressWarnings("ReferenceEquality") // one array under two keys is one layout
  public boolean isSameAs(NumpyArray other) {
    return layout == other.layout;
  }

  /// The numbers as float32, rounded to nearest where the file has more digits.
  ///
  /// Fails with `DataException` if the type isn't a number type or there is no room.
  public float[] floats() {
    NumberType type = numbers();
    float[] into = Room.floats(place(), size());
    ByteOrder order = layout.order();
    if (layout.inOrder()) {
      read(type, (chunk, count, from) -> type.floats(chunk, count, order, into, from));
    } else {
      float[] some = new float[1 << 16];
      Scatter scatter = new Scatter(layout);
      byte[] part = new byte[some.length * type.bytes()];
      read(
          type,
          (chunk, count, from) -> {
            for (int done = 0; done < count; done += some.length) {
              int now = Math.min(some.length, count - done);
              System.arraycopy(chunk, done * type.bytes(), part, 0, now * type.bytes());
              type.floats(part, now, order, some, 0);
              scatter.place(some, now, into);
            }
          });
    }
    return into;
  }

  /// The numbers as int32.
  ///
  /// Fails with `DataException` if one isn't whole or doesn't fit: nothing is rounded or wrapped.
  public int[] ints() {
    NumberType type = numbers();
    int[] into = Room.ints(place(), size());
    ByteOrder order = layout.order();
    Scatter scatter = new Scatter(layout);
    read(
        type,
        (chunk, count, from) -> {
          for (int i = 0; i < count; i++) {
            int to = scatter.next();
            into[to] = wholeAt(type, chunk, i * type.bytes(), order, to);
          }
        });
    return into;
  }

  /// The bytes of an array of type `uint8` or `int8`.
  public byte[] bytes() {
    NumberType type = numbers();
    if (type.bytes() != 1) {
      throw Problem.at(place(), "the array's numbers aren't bytes")
          .given(toString())
          .expected("uint8")
          .mend("convert it before pickling (array.astype('uint8'))");
    }
    byte[] into = Room.bytes(place(), size());
    if (layout.inOrder()) {
      read(type, (chunk, count, from) -> System.arraycopy(chunk, 0, into, from, count));
    } else {
      Scatter scatter = new Scatter(layout);
      read(
          type,
          (chunk, count, from) -> {
            for (int i = 0; i < count; i++) {
              into[scatter.next()] = chunk[i];
            }
          });
    }
    return into;
  }

  private int wholeAt(NumberType type, byte[] chunk, int at, ByteOrder order, int index) {
    if (type.whole()) {
      long value = type.wholeAt(chunk, at, order);
      if (value == (int) value) {
        return (int) value;
      }
      throw notWhole(
          type == NumberType.UINT64 ? Long.toUnsignedString(value) : Long.toString(value), index);
    }
    double value = type.realAt(chunk, at, order);
    if (value == (int) value) {
      return (int) value;
    }
    throw notWhole(Double.toString(value), index);
  }

  private DataException notWhole(String value, int index) {
    return Problem.at(place(), "the number at [" + index + "] is no 32-bit whole number")
        .given(value)
        .expected("a whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE)
        .mend("round or mend it before pickling");
  }

  private void read(NumberType type, ArrayReader.Sink sink) {
    new ArrayReader(content, layout, type.bytes()).read(place(), sink);
  }

  private NumberType numbers() {
    NumberType type = layout.type().type();
    if (type == null) {
      throw Problem.at(place(), "the array holds no plain numbers")
          .given(toString())
          .expected("one of " + Arrays.toString(NumberType.values()))
          .mend("convert it before pickling (array.astype('float32'))");
    }
    return type;
  }
}
