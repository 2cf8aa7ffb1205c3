package dev.kern.data.file;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// Arrays of one type and of elements of one shape, as one array that holds the elements of the
/// first, then those of the second, and so on.
public final class JoinedNumbers implements NumberArray {
  private final List<? extends NumberArray> parts;
  private final long[] shape;

  private JoinedNumbers(List<? extends NumberArray> parts) {
    this.parts = parts;
    this.shape = parts.getFirst().shape().clone();
    shape[0] = parts.stream().mapToLong(part -> part.shape()[0]).sum();
  }

  /// The array of these, of which there is at least one.
  ///
  /// Fails with [DataException] if they differ in type, in the shape of their elements, or in the
  /// way in which they are stored.
  public static NumberArray of(List<? extends NumberArray> parts) {
    NumberArray first = parts.getFirst();
    if (parts.size() == 1) {
      return first;
    }
    for (NumberArray part : parts) {
      if (part.shape().length == 0 || !alike(part, first)) {
        throw Problem.at(part.place(), "the arrays can't be joined to one")
            .given(part + " here, " + first + " at " + first.place())
            .expected("one type, one size of images, and C order for all of them")
            .fix("save them alike (numpy.ascontiguousarray(array, dtype))");
      }
    }
    return new JoinedNumbers(parts);
  }

  private static boolean alike(NumberArray part, NumberArray first) {
    StoredNumbers one = part.numbers();
    StoredNumbers other = first.numbers();
    long[] shape = part.shape();
    shape[0] = first.shape()[0];
    return one.type().equals(other.type())
        && one.order().equals(other.order())
        && Arrays.equals(one.stored(), other.stored())
        && one.stored()[0] == 0
        && Arrays.equals(shape, first.shape());
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  @Override
  public Optional<NumberType> type() {
    return parts.getFirst().type();
  }

  @Override
  public String place() {
    return parts.getFirst().place();
  }

  @Override
  public StoredNumbers numbers() {
    StoredNumbers first = parts.getFirst().numbers();
    return new StoredNumbers(this, type(), first.order(), shape(), first.stored(), this::read);
  }

  private void read(int bytes, StoredNumbers.Sink sink) {
    long before = 0;
    for (NumberArray part : parts) {
      long start = before;
      part.numbers()
          .source()
          .read(bytes, (chunk, count, from) -> sink.take(chunk, count, start + from));
      before += size(part.shape());
    }
  }

  private static long size(long[] shape) {
    long size = 1;
    for (long extent : shape) {
      size *= extent; // can't overflow: checked against the file's length when it was opened
    }
    return size;
  }

  /// Type and shape, as the parts tell it.
  @Override
  public String toString() {
    return type().map(NumberType::toString).orElse("?")
        + Arrays.stream(shape)
            .mapToObj(Long::toString)
            .collect(Collectors.joining(", ", " (", shape.length == 1 ? ",)" : ")"));
  }
}
