package dev.kern.train;

import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the `.npy` files of the golden numbers: version 1, float32, C order.
final class Npy {
  private static final Pattern SHAPE =
      Pattern.compile("'descr': '<f4', 'fortran_order': False, 'shape': \\(([\\d, ]*)\\)");

  private Npy() {}

  static Tensor read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    int length = bytes.getShort(8);
    String header = new String(bytes.array(), 10, length, StandardCharsets.US_ASCII);
    Matcher matcher = SHAPE.matcher(header);
    if (!matcher.find()) {
      throw new IOException(file + ": " + header);
    }
    int[] extents =
        Arrays.stream(matcher.group(1).split("[, ]+"))
            .filter(extent -> !extent.isEmpty())
            .mapToInt(Integer::parseInt)
            .toArray();
    float[] values = new float[Shape.of(extents).size()];
    bytes.position(10 + length).slice().order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return Tensor.of(Shape.of(extents), values);
  }
}
