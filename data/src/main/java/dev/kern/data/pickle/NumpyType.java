package dev.kern.data.pickle;

import dev.kern.data.file.NumberType;
import java.nio.ByteOrder;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A NumPy dtype in a pickle; its byte order is set afterwards, by its state.
final class NumpyType implements PickleValue {
  /// NumPy types that Kern doesn't support: complex, dates, records, text, long double.
  private static final Pattern FOREIGN = Pattern.compile("c(8|16|32)|[mM]8|[VSU]\\d{1,9}|f(12|16)");

  private final String code;
  private final @Nullable NumberType type;
  private ByteOrder order = ByteOrder.LITTLE_ENDIAN;

  private NumpyType(String code, @Nullable NumberType type) {
    this.code = code;
    this.type = type;
  }

  /// The type with this code, or null if there is no such type or it holds Python objects.
  static @Nullable NumpyType of(String code) {
    NumberType type = NumberType.ofCode(code).orElse(null);
    return type != null || FOREIGN.matcher(code).matches() ? new NumpyType(code, type) : null;
  }

  void order(ByteOrder order) {
    this.order = order;
  }

  ByteOrder order() {
    return order;
  }

  /// The number type, or null if it isn't supported.
  @Nullable NumberType type() {
    return type;
  }

  String name() {
    if (type != null) {
      return type.toString();
    }
    return switch (code.charAt(0)) {
          case 'c' -> "complex";
          case 'M', 'm' -> "time";
          case 'S', 'U' -> "text";
          case 'V' -> "record";
          default -> "long double";
        }
        + " '"
        + code
        + "'";
  }

  @Override
  public String kind() {
    return "the NumPy type " + name();
  }
}
