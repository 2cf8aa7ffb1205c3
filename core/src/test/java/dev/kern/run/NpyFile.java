package dev.kern.run;

import dev.kern.graph.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A tensor read from an `.npy` file of little-endian float32 in C order.
@SuppressWarnings("ArrayRecordComponent") // the tests read the numbers in place
record NpyFile(Shape shape, double[] values) {
  private static final Pattern SHAPE = Pattern.compile("'shape': \\(([0-9, ]*)\\)");

  static NpyFile read(Path path) {
    try {
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(path)).order(ByteOrder.LITTLE_ENDIAN);
      boolean first = bytes.get(6) == 1;
      int begin = first ? 10 : 12;
      int length = first ? bytes.getShort(8) & 0xFFFF : bytes.getInt(8);
      String header = new String(bytes.array(), begin, length, StandardCharsets.ISO_8859_1);
      Matcher matcher = SHAPE.matcher(header);
      if (!header.contains("'<f4'") || header.contains("True") || !matcher.find()) {
        throw new IllegalArgumentException(
            path + ": expected float32 in C order, given the header " + header);
      }
      int[] extents =
          Arrays.stream(matcher.group(1).split(","))
              .map(String::strip)
              .filter(s -> !s.isEmpty())
              .mapToInt(Integer::parseInt)
              .toArray();
      Shape shape = Shape.of(extents);
      double[] values = new double[shape.size()];
      bytes.position(begin + length);
      for (int i = 0; i < values.length; i++) {
        values[i] = bytes.getFloat();
      }
      return new NpyFile(shape, values);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
