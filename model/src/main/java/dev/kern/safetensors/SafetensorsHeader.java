package dev.kern.safetensors;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.graph.Shape;
import dev.kern.json.JsonText;
import dev.kern.json.Key;
import dev.kern.json.RecordMapper;
import dev.kern.json.SourceLocation;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a safetensors file says it holds, checked against what it can hold: tensors that cover the
/// bytes behind the header without a gap or an overlap.
///
/// @param metadata what the file says about itself
/// @param places where each tensor lies, in that order
/// @param dataAt the byte at which the tensors begin
record SafetensorsHeader(Map<String, String> metadata, List<Place> places, long dataAt) {
  static final String METADATA = "__metadata__";

  /// Headers of networks take about 100 bytes per tensor.
  private static final int LONGEST = 1 << 22;

  /// A tensor's entry in the header.
  record Entry(String dtype, List<Long> shape, @Key("data_offsets") List<Long> offsets) {
    /// Copies the lists, which refuses those that hold nulls.
    Entry {
      shape = List.copyOf(shape);
      offsets = List.copyOf(offsets);
    }

    static Entry f32(Shape shape, long begin, long end) {
      List<Long> extents = Arrays.stream(shape.toArray()).mapToObj(Long::valueOf).toList();
      return new Entry("F32", extents, List.of(begin, end));
    }
  }

  /// Where a tensor lies.
  ///
  /// @param begin its first byte, counted from the end of the header
  record Place(String name, SafetensorsType type, Shape shape, long begin) {
    long end() {
      return begin + (long) type.bytes() * shape.size();
    }
  }

  /// What messages call the entry of a tensor.
  static String where(String file, String name) {
    return file + ", header, " + Problem.quote(name);
  }

  /// Refuses a text, such as a recipe, whose beginning would be told as a length.
  private static void expectNoText(String file, ByteBuffer beginning) {
    String text = StandardCharsets.ISO_8859_1.decode(beginning.rewind()).toString();
    if (text.chars().allMatch(c -> Character.isWhitespace(c) || (c >= ' ' && c < 127))) {
      throw Problem.at(file, "this isn't a model file")
          .given("a text that begins with " + Problem.quote(text))
          .expected("a safetensors file")
          .fix("check the path");
    }
  }

  static SafetensorsHeader read(String file, FileChannel in) throws IOException {
    long size = in.size();
    if (size < Long.BYTES) {
      throw broken(file, "too short for a safetensors file", Problem.count(size) + " bytes");
    }
    ByteBuffer lengthBytes = Safetensors.buffer(Long.BYTES);
    Safetensors.fill(lengthBytes, in);
    long length = lengthBytes.getLong(0);
    if (length < 2 || length > Math.min(LONGEST, size - Long.BYTES)) {
      expectNoText(file, lengthBytes);
      throw Problem.at(file, "invalid header length")
          .given(Long.toUnsignedString(length) + " bytes")
          .expected(
              "2 to %s, in a file of %s bytes"
                  .formatted(
                      Problem.count(Math.min(LONGEST, size - Long.BYTES)), Problem.count(size)))
          .fix("check that this is a complete safetensors file");
    }
    ByteBuffer text = ByteBuffer.allocate((int) length);
    Safetensors.fill(text, in);
    Object root = JsonText.parse(file + ", header", text.array());
    if (!(root instanceof Map)) {
      throw broken(file, "the header is not a JSON object", Problem.quote(JsonText.line(root)));
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    List<Place> places = new ArrayList<>();
    for (Map.Entry<String, Object> property : JsonText.object(root).entrySet()) {
      if (property.getKey().equals(METADATA)) {
        metadata = metadata(file, property.getValue());
      } else {
        places.add(place(file, property.getKey(), property.getValue()));
      }
    }
    places.sort(Comparator.comparingLong(Place::begin).thenComparingLong(Place::end));
    long dataAt = Long.BYTES + length;
    expectCover(file, places, size - dataAt);
    return new SafetensorsHeader(metadata, places, dataAt);
  }

  private static Map<String, String> metadata(String file, @Nullable Object tree) {
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, Object> property : JsonText.object(tree).entrySet()) {
      if (!(property.getValue() instanceof String value)) {
        throw broken(
            file + ", header, " + METADATA + ", " + Problem.quote(property.getKey()),
            "metadata values must be strings",
            Problem.quote(JsonText.line(property.getValue())));
      }
      metadata.put(property.getKey(), value);
    }
    return metadata;
  }

  private static Place place(String file, String name, @Nullable Object tree) {
    String where = where(file, name);
    Entry entry = RecordMapper.PLAIN.bind(SourceLocation.in(where), tree, Entry.class);
    SafetensorsType type = SafetensorsType.of(where, entry.dtype());
    if (entry.offsets().size() != 2) {
      throw broken(where, "data_offsets must be a start and an end", entry.offsets().toString());
    }
    long begin = entry.offsets().getFirst();
    long end = entry.offsets().getLast();
    Shape shape = shape(where, entry.shape());
    long bytes = (long) type.bytes() * shape.size();
    if (begin < 0 || end - begin != bytes) {
      throw Problem.at(where, "data_offsets don't match the shape")
          .given("data_offsets %s for shape %s".formatted(entry.offsets(), shape))
          .expected("%d bytes".formatted(bytes))
          .fix("write the file again");
    }
    return new Place(name, type, shape, begin);
  }

  private static Shape shape(String where, List<Long> extents) {
    long size = 1;
    for (long extent : extents) {
      if (extent < 0 || extent > Integer.MAX_VALUE || size * extent > Integer.MAX_VALUE) {
        throw broken(where, "invalid shape", extents.toString());
      }
      size *= extent;
    }
    return Shape.of(extents.stream().mapToInt(Math::toIntExact).toArray());
  }

  private static void expectCover(String file, List<Place> places, long bytes) {
    long at = 0;
    for (Place place : places) {
      if (place.begin() != at) {
        throw broken(
            where(file, place.name()),
            place.begin() < at ? "overlaps the previous tensor" : "gap before this tensor",
            "begins at byte %d, expected %d".formatted(place.begin(), at));
      }
      at = place.end();
    }
    if (at != bytes) {
      throw Problem.at(file, at < bytes ? "extra bytes after the tensors" : "the file is truncated")
          .given(Problem.count(bytes) + " bytes after the header")
          .expected(Problem.count(at))
          .fix("copy or download it again");
    }
  }

  private static DataException broken(String where, String what, String given) {
    return Problem.at(where, what)
        .given(given)
        .fix("check that this is a complete safetensors file");
  }
}
