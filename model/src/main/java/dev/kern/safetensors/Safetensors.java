package dev.kern.safetensors;

import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.graph.Tensor;
import dev.kern.json.RecordMapper;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/// A file of named tensors, in the safetensors format: the length of a header as 8 bytes, the
/// header as JSON, then the numbers, little-endian, row by row.
///
/// ```
/// {"__metadata__": {"name": "strided"}, "conv1/weights": {"dtype": "F32",
///  "shape": [5, 5, 1, 16], "data_offsets": [0, 1600]}, ...}
/// ```
///
/// The same tensors and metadata give the same bytes. With a [ContentChecksum] in the metadata, a
/// changed bit is found. Floats of other widths are read as float32; a header that claims more than
/// the file holds is refused before anything is allocated for it.
///
/// Source: the format's specification, <https://github.com/huggingface/safetensors>.
///
/// @param metadata what the file says about itself, in order
/// @param tensors the tensors by name, in order
public record Safetensors(Map<String, String> metadata, Map<String, Tensor> tensors) {
  private static final int CHUNK_BYTES = 1 << 18;
  private static final int ALIGNMENT = 8;

  /// Copies the maps, and keeps their order.
  public Safetensors {
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
    tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
  }

  /// The same, with a [ContentChecksum] in the metadata.
  public Safetensors sealed() {
    Map<String, String> more = new LinkedHashMap<>(metadata);
    more.put(ContentChecksum.KEY, ContentChecksum.of(this));
    return new Safetensors(more, tensors);
  }

  /// Refuses a file without a [ContentChecksum].
  ///
  /// Fails with `DataException` if there is none.
  ///
  /// @param file what messages call it
  public void expectSealed(String file) {
    if (!metadata.containsKey(ContentChecksum.KEY)) {
      throw Problem.at(file, "the checksum is missing")
          .given("the keys " + metadata.keySet())
          .expected("the key '%s' in its metadata".formatted(ContentChecksum.KEY))
          .fix(ContentChecksum.FIX);
    }
  }

  /// Writes the file, in place of the one that is there; whole or not at all.
  ///
  /// Fails with `DataException` if it can't be written.
  public void write(Path file) {
    byte[] header = header();
    AtomicOutput.replace(
        file,
        out -> {
          // Full buffers: a small network then takes a single call of the system.
          ByteBuffer buffer = buffer(Math.max(CHUNK_BYTES, Long.BYTES + header.length));
          buffer.putLong(header.length).put(header);
          for (Tensor tensor : tensors.values()) {
            for (int i = 0; i < tensor.shape().size(); ) {
              i += copy(tensor, i, buffer);
              if (buffer.remaining() < Float.BYTES) {
                drain(buffer, out);
              }
            }
          }
          drain(buffer, out);
        });
  }

  /// Fills a buffer with a tensor's values from `from` on, as many as it has room for; how many.
  static int copy(Tensor tensor, int from, ByteBuffer buffer) {
    int count = Math.min(tensor.shape().size() - from, buffer.remaining() / Float.BYTES);
    tensor.copyTo(from, buffer.asFloatBuffer().limit(count));
    buffer.position(buffer.position() + count * Float.BYTES);
    return count;
  }

  /// The header, with spaces behind it up to a multiple of 8 bytes.
  private byte[] header() {
    Map<String, Object> entries = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      entries.put(SafetensorsHeader.METADATA, metadata);
    }
    long at = 0;
    for (Map.Entry<String, Tensor> tensor : tensors.entrySet()) {
      long end = at + (long) Float.BYTES * tensor.getValue().shape().size();
      entries.put(tensor.getKey(), SafetensorsHeader.Entry.f32(tensor.getValue().shape(), at, end));
      at = end;
    }
    String json = RecordMapper.PLAIN.line(entries);
    int bytes = json.getBytes(StandardCharsets.UTF_8).length;
    int padding = Math.ceilDiv(bytes, ALIGNMENT) * ALIGNMENT - bytes;
    return (json + " ".repeat(padding)).getBytes(StandardCharsets.UTF_8);
  }

  /// Reads a file.
  ///
  /// Fails with `DataException` if there is none, it can't be read, or it is not what the format
  /// says or as it was sealed.
  public static Safetensors read(Path file) {
    try (SafetensorsFile in = SafetensorsFile.open(file)) {
      Map<String, Tensor> tensors = new LinkedHashMap<>();
      in.reals()
          .forEach(
              (name, array) -> tensors.put(name, Tensor.of(array.where().shape(), array.floats())));
      Safetensors content = new Safetensors(in.metadata(), tensors);
      ContentChecksum.expectWhole(file.toString(), content);
      return content;
    }
  }

  static DataException truncated(String file) {
    return Problem.at(file, "the file was truncated while being read")
        .fix("make sure that no program is writing to it, then try again");
  }

  static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Reads until the buffer is full.
  static void fill(ByteBuffer buffer, FileChannel in) throws IOException {
    while (buffer.hasRemaining()) {
      if (in.read(buffer) < 0) {
        throw new EOFException();
      }
    }
  }

  private static void drain(ByteBuffer buffer, FileChannel out) throws IOException {
    AtomicOutput.write(out, buffer.flip());
    buffer.clear();
  }
}
