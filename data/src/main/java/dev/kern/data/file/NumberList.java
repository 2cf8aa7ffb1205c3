package dev.kern.data.file;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Optional;

/// Whole numbers in memory, for data that holds them otherwise than as an array.
///
/// @param place where they come from, for messages
@SuppressWarnings("ArrayRecordComponent") // labels on their way to a data set, never compared
public record NumberList(String place, int[] values) implements NumberArray {
  @Override
  public long[] shape() {
    return new long[] {values.length};
  }

  @Override
  public Optional<NumberType> type() {
    return Optional.of(NumberType.INT32);
  }

  @Override
  public int[] ints() {
    return values.clone();
  }

  @Override
  public StoredNumbers numbers() {
    byte[] bytes = new byte[values.length * Integer.BYTES];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asIntBuffer().put(values);
    return new StoredNumbers(
        this,
        type(),
        ByteOrder.LITTLE_ENDIAN,
        shape(),
        new int[] {0},
        (_, sink) -> sink.take(bytes, values.length, 0));
  }

  @Override
  public boolean isSameAs(NumberArray other) {
    return other instanceof NumberList list && Arrays.equals(values, list.values);
  }

  /// Type and shape: `int32 (50000,)`.
  @Override
  public String toString() {
    return "int32 (" + values.length + ",)";
  }
}
