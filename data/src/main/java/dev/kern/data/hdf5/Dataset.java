package dev.kern.data.hdf5;

import dev.kern.data.file.NumberArray;
import dev.kern.data.file.NumberType;
import dev.kern.data.file.Problem;
import dev.kern.data.file.StoredNumbers;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/// An array of numbers that lies in the file in one piece.
///
/// @param path its name, with those of its groups before it
/// @param dataAt where its numbers begin
@SuppressWarnings("ArrayRecordComponent") // never compared
record Dataset(FileBytes file, String path, Datatype datatype, long[] shape, long dataAt)
    implements NumberArray {
  private static final int COMPACT = 0;
  private static final int CONTIGUOUS = 1;
  private static final int CHUNK = 1 << 16;

  static Dataset read(String path, ObjectHeader header) {
    FileBytes bytes = header.bytes();
    long at = header.message(ObjectHeader.LAYOUT).at();
    int version = bytes.one(at);
    int kind = bytes.one(at + 1);
    if (version < 3 || version > 4 || kind > CONTIGUOUS || header.has(ObjectHeader.FILTERS)) {
      throw ObjectHeader.newer(bytes, at, "array '%s', chunked, packed or old".formatted(path));
    }
    Datatype type = Datatype.read(bytes, header.message(ObjectHeader.DATATYPE).at());
    long[] shape = Dataspace.read(bytes, header.message(ObjectHeader.DATASPACE).at());
    long count = Dataspace.size(shape);
    long dataAt = kind == COMPACT ? at + 4 : bytes.eight(at + 2);
    long stored = kind == COMPACT ? bytes.two(at + 2) : bytes.eight(at + 10);
    if (count != 0) {
      bytes.expect(dataAt, stored, "array '%s'".formatted(path));
      if (count < 0 || type.size() < 1 || stored / type.size() != count) {
        throw Problem.at(
                "%s, array %s".formatted(bytes.name(), Problem.quote(path)),
                "its shape doesn't match its data")
            .given(
                "%s elements of %d bytes, in %s bytes"
                    .formatted(Arrays.toString(shape), type.size(), Problem.count(stored)))
            .expected("as many bytes as the elements take")
            .fix("download or copy the file again");
      }
    }
    return new Dataset(bytes, path, type, shape, dataAt);
  }

  @Override
  public Optional<NumberType> type() {
    return datatype.number();
  }

  @Override
  public String place() {
    return "%s, array %s".formatted(file.name(), Problem.quote(path));
  }

  /// Type and shape: `float32 (3, 3, 16, 32)`.
  @Override
  public String toString() {
    return LongStream.of(shape)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", datatype + " (", ")"));
  }

  @Override
  public StoredNumbers numbers() {
    StoredNumbers.Source source = (_, sink) -> read(sink);
    return new StoredNumbers(
        this,
        type(),
        datatype.order(),
        shape,
        IntStream.range(0, shape.length).toArray(),
        datatype.kind() == Datatype.Kind.BFLOAT16
            ? StoredNumbers.Source.bfloat16(datatype.order(), source)
            : source);
  }

  private void read(StoredNumbers.Sink sink) {
    long size = Dataspace.size(shape);
    int width = (int) datatype.size();
    byte[] chunk = new byte[(int) Math.min(CHUNK, size * width)];
    for (long from = 0; from < size; ) {
      int count = (int) Math.min(chunk.length / width, size - from);
      System.arraycopy(file.content(), (int) (dataAt + from * width), chunk, 0, count * width);
      sink.take(chunk, count, from);
      from += count;
    }
  }
}
