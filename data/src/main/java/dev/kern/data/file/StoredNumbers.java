package dev.kern.data.file;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/// The numbers of an array as a file stores them, converted while they are read.
///
/// @param array what they are, for messages: `float32 (15230, 28, 28)`
/// @param type their type, or empty if it is none that can be converted
/// @param order the order of a number's bytes
/// @param shape the extents
/// @param stored the axes in the order in which the file stores them, slowest first: `0, 1, 2` in C
///   order, `2, 1, 0` in Fortran order
/// @param source where they come from
@SuppressWarnings("ArrayRecordComponent") // lives for one reading and is never compared
public record StoredNumbers(
    NumberArray array,
    Optional<NumberType> type,
    ByteOrder order,
    long[] shape,
    int[] stored,
    Source source) {
  private static final int CHUNK = 1 << 18; // bytes: stays in the second-level cache

  /// What looks at floats on their way.
  public interface Watch {
    /// Sees `count` floats at the start of `chunk`; `from` is the first one's index.
    void see(float[] chunk, int count, long from);
  }

  /// What is done with a chunk of numbers.
  public interface Sink {
    /// Takes `count` numbers at the start of `chunk`; `from` is the first one's index.
    void take(byte[] chunk, int count, long from);
  }

  /// Where the numbers come from.
  public interface Source {
    /// Passes all numbers on, in the order in which they are stored.
    ///
    /// @param bytes per number
    void read(int bytes, Sink sink);

    /// Numbers in bfloat16, the upper halves of float32, widened to float32 on their way.
    ///
    /// @param halves gives them, two bytes each
    static Source bfloat16(ByteOrder order, Source halves) {
      int upper = order == ByteOrder.BIG_ENDIAN ? 0 : 2;
      return (_, sink) -> {
        byte[][] wide = {new byte[0]};
        halves.read(
            2,
            (chunk, count, from) -> {
              if (wide[0].length < count * Float.BYTES) {
                wide[0] = new byte[count * Float.BYTES];
              }
              for (int i = 0; i < count; i++) {
                wide[0][4 * i + upper] = chunk[2 * i];
                wide[0][4 * i + upper + 1] = chunk[2 * i + 1];
              }
              sink.take(wide[0], count, from);
            });
      };
    }

    /// Numbers that lie in a file one after the other.
    ///
    /// @param at where the first one begins
    /// @param size how many there are
    static Source of(Content content, long at, long size) {
      return (bytes, sink) -> {
        byte[] chunk = new byte[(int) Math.min(CHUNK, size * bytes)];
        content.goTo(at);
        long from = 0;
        while (from < size) {
          int count = (int) Math.min(chunk.length / bytes, size - from);
          content.read(chunk, 0, count * bytes);
          sink.take(chunk, count, from);
          from += count;
        }
      };
    }
  }

  /// How many numbers an array of these extents has.
  ///
  /// Fails with [DataException] unless what is left of the content is just as many, of that many
  /// bytes each.
  ///
  /// @param array what it is, for messages
  public static long expectRest(Content content, Object array, long[] shape, int bytes) {
    long at = content.position();
    long size = 1;
    boolean overflow = false;
    for (long extent : shape) {
      overflow |= Math.multiplyHigh(size, extent) != 0 || size * extent < 0;
      size *= extent;
    }
    overflow |= Math.multiplyHigh(size, bytes) != 0 || size * bytes < 0;
    long there = content.skipRest();
    if (overflow || there != size * bytes) {
      throw Problem.at(content.place(at), "the header doesn't match the length of the file")
          .given(array + ", and " + Problem.count(there) + " bytes of data")
          .expected(overflow ? "far more" : Problem.count(size * bytes) + " bytes")
          .fix("download or copy the file again");
    }
    return size;
  }

  /// As [NumberArray#floats].
  public float[] floats() {
    NumberType numbers = numbers();
    float[] into = Allocation.floats(array.place(), size());
    if (inOrder()) {
      source.read(
          numbers.bytes(),
          (chunk, count, from) -> numbers.floats(chunk, count, order, into, (int) from));
    } else {
      float[] some = new float[1 << 16];
      Scatter scatter = new Scatter(shape, stored);
      byte[] part = new byte[some.length * numbers.bytes()];
      source.read(
          numbers.bytes(),
          (chunk, count, from) -> {
            for (int done = 0; done < count; done += some.length) {
              int now = Math.min(some.length, count - done);
              System.arraycopy(chunk, done * numbers.bytes(), part, 0, now * numbers.bytes());
              numbers.floats(part, now, order, some, 0);
              scatter.place(some, now, into);
            }
          });
    }
    return into;
  }

  /// As [NumberArray#ints].
  public int[] ints() {
    NumberType numbers = numbers();
    int[] into = Allocation.ints(array.place(), size());
    Scatter scatter = new Scatter(shape, stored);
    source.read(
        numbers.bytes(),
        (chunk, count, from) -> {
          for (int i = 0; i < count; i++) {
            int to = scatter.next();
            into[to] = wholeAt(numbers, chunk, i * numbers.bytes(), to);
          }
        });
    return into;
  }

  /// As [NumberArray#bytes].
  public byte[] bytes() {
    expectBytes();
    byte[] into = Allocation.bytes(array.place(), size());
    if (inOrder()) {
      source.read(1, (chunk, count, from) -> System.arraycopy(chunk, 0, into, (int) from, count));
    } else {
      Scatter scatter = new Scatter(shape, stored);
      source.read(
          1,
          (chunk, count, from) -> {
            for (int i = 0; i < count; i++) {
              into[scatter.next()] = chunk[i];
            }
          });
    }
    return into;
  }

  /// The bytes of an array of bytes, in a file; fails as [#bytes] does, except for lack of heap.
  public MemorySegment bytes(ScratchFile scratch) {
    expectBytes();
    long at = scratch.size();
    if (inOrder()) {
      source.read(1, (chunk, count, _) -> scratch.append(chunk, 0, count));
      return scratch.from(at);
    }
    MemorySegment into = zeros(scratch, 1);
    Scatter scatter = new Scatter(shape, stored);
    source.read(
        1,
        (chunk, count, _) -> {
          for (int i = 0; i < count; i++) {
            into.set(ValueLayout.JAVA_BYTE, scatter.next(), chunk[i]);
          }
        });
    return into;
  }

  /// The numbers as float32 in the machine's byte order, in a file; fails as [#floats] does, except
  /// for lack of heap.
  ///
  /// @param watch sees them in C order
  public MemorySegment floats(ScratchFile scratch, Watch watch) {
    NumberType numbers = numbers();
    float[] some = new float[CHUNK];
    byte[] packed = new byte[some.length * Float.BYTES];
    long at = scratch.size();
    Scatter scatter = inOrder() ? null : new Scatter(shape, stored);
    MemorySegment into = scatter == null ? null : zeros(scratch, Float.BYTES);
    source.read(
        numbers.bytes(),
        (chunk, count, from) -> {
          numbers.floats(chunk, count, order, some, 0);
          if (scatter != null && into != null) {
            for (int i = 0; i < count; i++) {
              into.set(ValueLayout.JAVA_FLOAT_UNALIGNED, 4L * scatter.next(), some[i]);
            }
          } else {
            watch.see(some, count, from);
            MemorySegment.copy(
                some, 0, MemorySegment.ofArray(packed), ValueLayout.JAVA_FLOAT_UNALIGNED, 0, count);
            scratch.append(packed, 0, count * Float.BYTES);
          }
        });
    if (into == null) {
      return scratch.from(at);
    }
    for (long from = 0; from < size(); from += some.length) {
      int count = (int) Math.min(some.length, size() - from);
      MemorySegment.copy(
          into, ValueLayout.JAVA_FLOAT_UNALIGNED, from * Float.BYTES, some, 0, count);
      watch.see(some, count, from);
    }
    return into;
  }

  /// Room for numbers that don't come in the order in which they are kept.
  private MemorySegment zeros(ScratchFile scratch, int bytes) {
    if (size() > Integer.MAX_VALUE) {
      throw Problem.at(array.place(), "the array is too long for its order")
          .given(array.toString())
          .expected("at most 2,147,483,647 numbers in Fortran order")
          .fix("save it in C order (numpy.ascontiguousarray)");
    }
    long at = scratch.size();
    scratch.appendZeros(size() * bytes);
    return scratch.from(at);
  }

  private void expectBytes() {
    if (numbers().bytes() != 1) {
      throw Problem.at(array.place(), "the array doesn't hold bytes")
          .given(array.toString())
          .expected("uint8")
          .fix("convert it before saving (array.astype('uint8'))");
    }
  }

  private int wholeAt(NumberType numbers, byte[] chunk, int at, int index) {
    if (numbers.whole()) {
      long value = numbers.wholeAt(chunk, at, order);
      if (value == (int) value) {
        return (int) value;
      }
      boolean unsigned = numbers == NumberType.UINT64;
      throw notWhole(unsigned ? Long.toUnsignedString(value) : Long.toString(value), index);
    }
    double value = numbers.realAt(chunk, at, order);
    if (value == (int) value) {
      return (int) value;
    }
    throw notWhole(Double.toString(value), index);
  }

  private DataException notWhole(String value, int index) {
    return Problem.at(array.place(), "the number at [" + index + "] is not a 32-bit integer")
        .given(value)
        .expected("an integer from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE)
        .fix("round or correct it before saving");
  }

  private NumberType numbers() {
    return type.orElseThrow(
        () ->
            Problem.at(array.place(), "unsupported array type")
                .given(array.toString())
                .expected("one of " + Arrays.toString(NumberType.values()))
                .fix("convert it before saving (array.astype('float32'))"));
  }

  private boolean inOrder() {
    for (int axis = 0; axis < stored.length; axis++) {
      if (stored[axis] != axis) {
        return false;
      }
    }
    return true;
  }

  private long size() {
    long size = 1;
    for (long extent : shape) {
      size *= extent; // can't overflow: checked against the file's length when it was opened
    }
    return size;
  }
}
