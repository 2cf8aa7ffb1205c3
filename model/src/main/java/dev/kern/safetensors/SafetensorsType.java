package dev.kern.safetensors;

import dev.kern.data.file.NumberType;
import dev.kern.data.file.Problem;
import java.util.Arrays;
import java.util.stream.Collectors;

/// The types of numbers in safetensors files, by the words that stand there.
enum SafetensorsType {
  /// Double precision.
  F64(8, NumberType.FLOAT64),
  /// Single precision, which Kern writes.
  F32(4, NumberType.FLOAT32),
  /// Half precision.
  F16(2, NumberType.FLOAT16),
  /// The upper half of [#F32], to which it is widened when it is read.
  BF16(2, NumberType.FLOAT32),
  /// Whole numbers of eight bytes, and so on.
  I64(8, NumberType.INT64),
  I32(4, NumberType.INT32),
  I16(2, NumberType.INT16),
  I8(1, NumberType.INT8),
  U64(8, NumberType.UINT64),
  U32(4, NumberType.UINT32),
  U16(2, NumberType.UINT16),
  U8(1, NumberType.UINT8),
  BOOL(1, NumberType.BOOL);

  private final int bytes;
  private final NumberType type;

  SafetensorsType(int bytes, NumberType type) {
    this.bytes = bytes;
    this.type = type;
  }

  /// The type of this word.
  ///
  /// Fails with `DataException` if there is none.
  static SafetensorsType of(String where, String word) {
    return Arrays.stream(values())
        .filter(type -> type.name().equals(word))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.at(where, "unsupported data type")
                    .given(Problem.quote(word))
                    .expected(
                        "one of "
                            + Arrays.stream(values())
                                .map(SafetensorsType::name)
                                .collect(Collectors.joining(", ")))
                    .fix("convert it to float32"));
  }

  /// Bytes per number.
  int bytes() {
    return bytes;
  }

  /// What the numbers are once they are read.
  NumberType type() {
    return type;
  }

  /// Whether a network's weights may be of this type.
  boolean isReal() {
    return compareTo(BF16) <= 0; // those are listed first
  }
}
