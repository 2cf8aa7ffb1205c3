package dev.kern.safetensors;

import dev.kern.data.file.NumberArray;
import dev.kern.data.file.NumberType;
import dev.kern.data.file.Problem;
import dev.kern.data.file.RegularFile;
import dev.kern.data.file.StoredNumbers;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// A safetensors file of any program's, open for reading: its tensors by name, read when they are
/// asked for. Not thread-safe.
public final class SafetensorsFile implements AutoCloseable {
  private static final int CHUNK_BYTES = 1 << 18;

  private final Path path;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final Map<String, Stored> arrays = new LinkedHashMap<>();

  private SafetensorsFile(Path path, FileChannel channel, SafetensorsHeader header) {
    this.path = path;
    this.channel = channel;
    this.header = header;
    header.places().forEach(place -> arrays.put(place.name(), new Stored(place)));
  }

  /// Opens a file and checks its header.
  ///
  /// Fails with `DataException` if there is none, it can't be read, or it is not what the format
  /// says.
  @SuppressWarnings("MustBeClosedChecker") // the channel belongs to the file that is returned
  public static SafetensorsFile open(Path path) {
    RegularFile.expect(path);
    try {
      FileChannel channel = FileChannel.open(path, StandardOpenOption.READ);
      try {
        return new SafetensorsFile(path, channel, SafetensorsHeader.read(path.toString(), channel));
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (EOFException e) {
      throw Safetensors.truncated(path.toString());
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  /// What the file says about itself, in its order.
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /// The tensors by name, in the order in which they lie in the file; their numbers can be read
  /// while it is open.
  public Map<String, NumberArray> arrays() {
    return Collections.unmodifiableMap(arrays);
  }

  /// The tensors that weights may be, floats of any width.
  ///
  /// Fails with `DataException` if there is another.
  Map<String, Stored> reals() {
    for (Stored array : arrays.values()) {
      if (!array.place.type().isReal()) {
        throw Problem.at(
                SafetensorsHeader.where(path.toString(), array.place.name()),
                "unsupported data type")
            .given(Problem.quote(array.place.type().name()))
            .expected("'F32', 'F16', 'BF16' or 'F64'")
            .fix("convert it to float32");
      }
    }
    return arrays;
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  private void read(SafetensorsHeader.Place place, StoredNumbers.Sink sink) {
    int bytes = place.type().bytes();
    byte[] chunk = new byte[(int) Math.min(CHUNK_BYTES, place.end() - place.begin())];
    long at = header.dataAt() + place.begin();
    try {
      for (long from = 0; from < place.shape().size(); ) {
        int count = (int) Math.min(chunk.length / bytes, place.shape().size() - from);
        channel.position(at + from * bytes);
        Safetensors.fill(ByteBuffer.wrap(chunk, 0, count * bytes), channel);
        sink.take(chunk, count, from);
        from += count;
      }
    } catch (EOFException e) {
      throw Safetensors.truncated(path.toString());
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  /// A tensor and where it lies.
  final class Stored implements NumberArray {
    private final SafetensorsHeader.Place place;

    private Stored(SafetensorsHeader.Place place) {
      this.place = place;
    }

    SafetensorsHeader.Place where() {
      return place;
    }

    @Override
    public long[] shape() {
      return IntStream.of(place.shape().toArray()).asLongStream().toArray();
    }

    @Override
    public Optional<NumberType> type() {
      return Optional.of(place.type().type());
    }

    @Override
    public String place() {
      return "%s, %s".formatted(path, Problem.quote(place.name()));
    }

    @Override
    public String toString() {
      return place.type() + " " + place.shape();
    }

    @Override
    public StoredNumbers numbers() {
      StoredNumbers.Source source = (_, sink) -> read(place, sink);
      return new StoredNumbers(
          this,
          type(),
          ByteOrder.LITTLE_ENDIAN,
          shape(),
          IntStream.range(0, place.shape().rank()).toArray(),
          place.type() == SafetensorsType.BF16
              ? StoredNumbers.Source.bfloat16(ByteOrder.LITTLE_ENDIAN, source)
              : source);
    }
  }
}
