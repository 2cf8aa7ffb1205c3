package dev.kern.data.pickle;

import dev.kern.data.file.NumberType;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// The names that a pickle of PyTorch's may use. Nothing else can be named, whatever the file says.
enum TorchName implements PickleValue {
  /// A dict with an order, as state dicts are.
  ORDERED_DICT("collections", "OrderedDict"),
  /// A view of a storage.
  TENSOR("torch._utils", "_rebuild_tensor_v2"),
  /// A tensor that is trained.
  PARAMETER("torch._utils", "_rebuild_parameter"),
  /// The extents of a tensor.
  SIZE("torch", "Size"),
  /// Storages of these numbers.
  HALF("torch", "HalfStorage", 2, NumberType.FLOAT16),
  /// Widened to float32 when it is read.
  BFLOAT16("torch", "BFloat16Storage", 2, NumberType.FLOAT32),
  /// Single precision.
  FLOAT("torch", "FloatStorage", 4, NumberType.FLOAT32),
  /// Double precision.
  DOUBLE("torch", "DoubleStorage", 8, NumberType.FLOAT64),
  /// Signed, eight bytes.
  LONG("torch", "LongStorage", 8, NumberType.INT64),
  /// Signed, four bytes.
  INT("torch", "IntStorage", 4, NumberType.INT32),
  /// Signed, two bytes.
  SHORT("torch", "ShortStorage", 2, NumberType.INT16),
  /// Signed bytes.
  CHAR("torch", "CharStorage", 1, NumberType.INT8),
  /// Bytes from 0 to 255.
  BYTE("torch", "ByteStorage", 1, NumberType.UINT8),
  /// One byte, 0 or 1.
  BOOL("torch", "BoolStorage", 1, NumberType.BOOL);

  private final String module;
  private final String name;
  private final int bytes;
  private final @Nullable NumberType type;

  TorchName(String module, String name) {
    this(module, name, 0, null);
  }

  TorchName(String module, String name, int bytes, @Nullable NumberType type) {
    this.module = module;
    this.name = name;
    this.bytes = bytes;
    this.type = type;
  }

  /// The constant of that module and name, or null if a pickle may not name it.
  static @Nullable TorchName of(String module, String name) {
    for (TorchName known : values()) {
      if (known.name.equals(name) && known.module.equals(module)) {
        return known;
      }
    }
    return null;
  }

  /// Bytes per number of a storage, 0 of others.
  int bytes() {
    return bytes;
  }

  /// What the numbers of a storage are once they are read, null for others.
  @Nullable NumberType type() {
    return type;
  }

  /// The type of a storage's numbers in words: `bfloat16`.
  String numbers() {
    return this == BFLOAT16 || type == null
        ? name().toLowerCase(Locale.ROOT)
        : String.valueOf(type);
  }

  @Override
  public String kind() {
    return module + "." + name;
  }
}
