package dev.kern.onnx;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.graph.Shape;
import dev.kern.graph.Tensor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Reads a constant: floats of 16, 32 or 64 bits, or whole numbers.
///
/// How many bytes there are is compared with the shape before anything is allocated.
final class TensorReader {
  private static final int HIGHEST_RANK = 8;

  private final WireReader message;
  private final ExternalData external;
  private final List<Long> extents = new ArrayList<>();
  private final Map<String, String> entries = new HashMap<>();
  private String name = "";
  private long type;
  private boolean isElsewhere;
  private @Nullable WireReader raw;
  private @Nullable WireReader typed;

  private TensorReader(WireReader message, ExternalData external) {
    this.message = message;
    this.external = external;
  }

  /// A constant with its name, which may be empty.
  record Named(String name, Literal literal) {}

  static Named read(WireReader message, ExternalData external) {
    TensorReader reader = new TensorReader(message, external);
    reader.fields();
    Literal literal =
        reader.isElsewhere
            ? external.literal(
                new ExternalData.Region(reader.entries, reader.type, reader.extents),
                reader::literal)
            : reader.literal();
    return new Named(reader.name, literal);
  }

  private void fields() {
    while (message.next()) {
      switch (message.field()) {
        case Fields.Tensor.EXTENT -> extents();
        case Fields.Tensor.TYPE -> type = message.integer();
        case Fields.Tensor.NAME -> name = message.text();
        case Fields.Tensor.RAW -> raw = message.message();
        case Fields.Tensor.FLOATS,
            Fields.Tensor.INTS,
            Fields.Tensor.LONGS,
            Fields.Tensor.DOUBLES -> {
          if (typed != null) {
            throw broken("its values are split into several fields");
          }
          typed = message.message();
        }
        case Fields.Tensor.EXTERNAL -> entry(message.message());
        case Fields.Tensor.LOCATION -> isElsewhere = message.integer() == 1;
        default -> message.skip();
      }
    }
  }

  private void extents() {
    message.integers(extents, HIGHEST_RANK);
    if (extents.size() > HIGHEST_RANK) {
      throw broken("it has more than " + HIGHEST_RANK + " axes");
    }
  }

  private void entry(WireReader entry) {
    MetadataEntry read = MetadataEntry.read(entry);
    entries.put(read.key(), read.value());
  }

  private Literal literal() {
    Shape shape = shape();
    return switch (Math.clamp(type, 0, 1 << 10)) {
      case Fields.Tensor.TYPE_FLOAT -> floats(shape, Float.BYTES);
      case Fields.Tensor.TYPE_DOUBLE -> floats(shape, Double.BYTES);
      case Fields.Tensor.TYPE_HALF, Fields.Tensor.TYPE_BRAIN -> floats(shape, Short.BYTES);
      case Fields.Tensor.TYPE_BYTE -> bytes(shape, true);
      case Fields.Tensor.TYPE_UNSIGNED_BYTE -> bytes(shape, false);
      case Fields.Tensor.TYPE_LONG -> integers(shape, Long.BYTES);
      case Fields.Tensor.TYPE_INT -> integers(shape, Integer.BYTES);
      case Fields.Tensor.TYPE_BOOL -> integers(shape, Byte.BYTES);
      default -> new Literal.Other("values of type %d, %s".formatted(type, shape));
    };
  }

  private Shape shape() {
    try {
      return Shape.of(extents.stream().mapToInt(Math::toIntExact).toArray());
    } catch (ArithmeticException | IllegalArgumentException e) {
      throw broken("invalid shape " + extents);
    }
  }

  private Literal floats(Shape shape, int width) {
    if (typed != null && width == Short.BYTES) {
      return halves(shape, typed);
    }
    ByteBuffer content = typed == null ? stored() : typed.content();
    expect(content.remaining(), (long) shape.size() * width);
    float[] values = new float[shape.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (width) {
            case Short.BYTES -> half(content.getShort());
            case Float.BYTES -> content.getFloat();
            default -> (float) content.getDouble();
          };
    }
    return new Literal.Floats(Tensor.of(shape, values));
  }

  private float half(short bits) {
    return type == Fields.Tensor.TYPE_BRAIN
        ? Float.intBitsToFloat(bits << Short.SIZE)
        : Float.float16ToFloat(bits);
  }

  /// Numbers of 16 bits, each in a typed number of any length, at least a byte.
  private Literal halves(Shape shape, WireReader numbers) {
    int count = shape.size();
    int bytes = numbers.remaining();
    expect(bytes >= count ? count : bytes, count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = half((short) numbers.varint());
    }
    return new Literal.Floats(Tensor.of(shape, values));
  }

  private Literal bytes(Shape shape, boolean signed) {
    ByteBuffer content = typed == null ? stored() : typed.content();
    int count = shape.size();
    // Typed numbers are of any length, at least a byte each.
    boolean fits = typed == null ? content.remaining() == count : content.remaining() >= count;
    expect(fits ? count : content.remaining(), count);
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      long value = typed == null ? content.get() : typed.varint();
      values[i] = signed ? (byte) value : value & 0xff;
    }
    return new Literal.Bytes(Tensor.of(shape, values), signed);
  }

  private Literal integers(Shape shape, int width) {
    if (shape.size() > Literal.Integers.MOST || shape.rank() > 1) {
      return new Literal.Other("integers " + shape);
    }
    List<Long> values = new ArrayList<>();
    if (typed != null) {
      while (typed.remaining() > 0 && values.size() <= shape.size()) {
        values.add(typed.varint());
      }
      expect(values.size(), shape.size());
    } else {
      ByteBuffer content = stored();
      expect(content.remaining(), (long) shape.size() * width);
      while (content.hasRemaining()) {
        values.add(
            switch (width) {
              case Long.BYTES -> content.getLong();
              case Integer.BYTES -> (long) content.getInt();
              default -> (long) content.get();
            });
      }
    }
    return new Literal.Integers(values, shape.rank() == 0);
  }

  private ByteBuffer stored() {
    if (isElsewhere) {
      return external.read(name, entries).order(ByteOrder.LITTLE_ENDIAN);
    }
    return raw == null ? ByteBuffer.allocate(0).order(ByteOrder.LITTLE_ENDIAN) : raw.content();
  }

  private void expect(long given, long wanted) {
    if (given != wanted) {
      throw broken(
          "its size %d doesn't match its shape %s and type, which need %d"
              .formatted(given, extents, wanted));
    }
  }

  private DataException broken(String what) {
    return message.broken("tensor " + Problem.quote(name) + ": " + what);
  }
}
