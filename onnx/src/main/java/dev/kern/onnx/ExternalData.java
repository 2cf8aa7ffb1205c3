package dev.kern.onnx;

import dev.kern.data.file.FileStatus;
import dev.kern.data.file.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Tensors that lie in files beside the model, as large ones and those of newer exporters do.
///
/// Only files in the model's own folder are read, or below it: a model from elsewhere must not look
/// at others. Tensors of one shape at one place, tied weights, are one tensor in memory; of others
/// no more is read than the file holds: a small model whose tensors all point into the same bytes
/// must not fill the memory.
///
/// @param file what messages call the model
/// @param folder where its tensors may lie; none, if it came without a place
/// @param taken the bytes read so far, by file
/// @param known what was read so far
record ExternalData(
    String file, @Nullable Path folder, Map<Path, Long> taken, Map<Region, Literal> known) {
  /// What a tensor is, wherever it is called for.
  ///
  /// @param entries the place of its numbers, as the model gives it
  /// @param type the type of its numbers
  /// @param extents its shape
  record Region(Map<String, String> entries, long type, List<Long> extents) {
    /// Copies map and list.
    Region {
      entries = Map.copyOf(entries);
      extents = List.copyOf(extents);
    }
  }

  /// Nothing is read yet.
  ExternalData(String file, @Nullable Path folder) {
    this(file, folder, new HashMap<>(), new HashMap<>());
  }

  /// The tensor of a region; `reader` makes it the first time.
  Literal literal(Region region, Supplier<Literal> reader) {
    Literal literal = known.get(region);
    if (literal == null) {
      literal = reader.get();
      known.put(region, literal);
    }
    return literal;
  }

  /// The bytes of a tensor.
  ///
  /// Fails with `DataException` if the place is outside of the folder, or there are fewer bytes.
  ByteBuffer read(String tensor, Map<String, String> entries) {
    String where = "%s, tensor %s".formatted(file, Problem.quote(tensor));
    String location = entries.getOrDefault("location", "");
    Path place = place(where, location);
    try (FileChannel in = FileChannel.open(place)) {
      long offset = number(where, entries.getOrDefault("offset", "0"));
      String size = String.valueOf(Math.max(0, in.size() - offset));
      long length = number(where, entries.getOrDefault("length", size));
      if (length > Integer.MAX_VALUE - 8 || length > in.size() - offset) {
        throw Problem.at(where, "its data file is too short")
            .given("%s of %d bytes".formatted(Problem.quote(location), in.size()))
            .expected("%d bytes from byte %d on".formatted(length, offset))
            .fix("copy the complete file next to the model");
      }
      long total = taken.merge(place.toRealPath(), length, Long::sum);
      if (total > in.size()) {
        throw Problem.at(where, "tensors overlap in their data file")
            .given("%d bytes in total from %s".formatted(total, Problem.quote(location)))
            .expected("at most the %d bytes of the file".formatted(in.size()))
            .fix("export the model with separate data for each tensor");
      }
      ByteBuffer content = ByteBuffer.allocate((int) length);
      while (content.hasRemaining() && in.read(content, offset + content.position()) >= 0) {}
      return content.flip();
    } catch (IOException e) {
      throw Problem.of(place, e);
    }
  }

  private Path place(String where, String location) {
    try {
      if (folder != null && !location.isEmpty()) {
        Path root = folder.toRealPath();
        Path place = root.resolve(location).normalize();
        if (!Path.of(location).isAbsolute() && place.startsWith(root)) {
          if (!FileStatus.exists(place)) {
            throw Problem.at(where, "its data file is missing")
                .expected(place.toString())
                .fix("copy it next to the model");
          }
          if (FileStatus.isFile(place) && place.toRealPath().startsWith(root)) {
            return place;
          }
        }
      }
    } catch (IOException | InvalidPathException e) {
      throw outside(where, location).because(e).fix("move the data into a file next to it");
    }
    throw outside(where, location).fix("move the data into a file next to the model");
  }

  private static Problem outside(String where, String location) {
    return Problem.at(where, "its data file is outside the model's folder")
        .given(Problem.quote(location))
        .expected("a file in the model's folder");
  }

  private static long number(String where, String text) {
    if (!text.matches("\\d{1,18}")) {
      throw Problem.at(where, "invalid offset or length of its data")
          .given(Problem.quote(text))
          .expected("a number of bytes")
          .fix("export the model again");
    }
    return Long.parseLong(text);
  }
}
