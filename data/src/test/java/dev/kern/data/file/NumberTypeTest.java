package dev.kern.data.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class NumberTypeTest {
  private static final List<ByteOrder> ORDERS =
      List.of(ByteOrder.LITTLE_ENDIAN, ByteOrder.BIG_ENDIAN);

  @ParameterizedTest
  @EnumSource
  void readsItsExtremes(NumberType type) {
    double[] values =
        switch (type) {
          case FLOAT16 -> new double[] {0, -1.5, 65504, 0x1p-24};
          case FLOAT32 -> new double[] {0, -1.5, Float.MAX_VALUE, Float.MIN_VALUE};
          case FLOAT64 -> new double[] {0, -1.5, 1e300, 1 / 3.0};
          case INT8 -> new double[] {0, -128, 127};
          case INT16 -> new double[] {0, -32768, 32767};
          case INT32 -> new double[] {0, Integer.MIN_VALUE, Integer.MAX_VALUE};
          case INT64 -> new double[] {0, Long.MIN_VALUE, 0x1p62};
          case UINT8, BOOL -> new double[] {0, 1, 255};
          case UINT16 -> new double[] {0, 1, 65535};
          case UINT32 -> new double[] {0, 1, 0xffffffffL};
          case UINT64 -> new double[] {0, 1, 0x1p63 + 0x1p20};
        };
    for (ByteOrder order : ORDERS) {
      byte[] bytes = bytes(type, values, order);
      float[] floats = new float[values.length + 2];
      type.floats(bytes, values.length, order, floats, 1);
      for (int i = 0; i < values.length; i++) {
        assertThat(type.realAt(bytes, i * type.bytes(), order)).isEqualTo(values[i]);
        assertThat(floats[i + 1]).isEqualTo((float) values[i]);
      }
      assertThat(floats[0]).isZero();
      assertThat(floats[values.length + 1]).isZero();
    }
  }

  private static byte[] bytes(NumberType type, double[] values, ByteOrder order) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * type.bytes()).order(order);
    for (double value : values) {
      switch (type) {
        case FLOAT16 -> bytes.putShort(Float.floatToFloat16((float) value));
        case FLOAT32 -> bytes.putFloat((float) value);
        case FLOAT64 -> bytes.putDouble(value);
        case INT8, UINT8, BOOL -> bytes.put((byte) (int) value);
        case INT16, UINT16 -> bytes.putShort((short) (int) value);
        case INT32, UINT32 -> bytes.putInt((int) (long) value);
        case INT64 -> bytes.putLong((long) value);
        case UINT64 ->
            bytes.putLong(value < 0x1p63 ? (long) value : (long) (value - 0x1p63) ^ Long.MIN_VALUE);
      }
    }
    return bytes.array();
  }

  @Test
  void floatsKeepTheirBits() {
    int[] bits = {0x7fc00001, 0x7f800001, 0xffc12345, 0x80000000, 1};
    for (ByteOrder order : ORDERS) {
      ByteBuffer bytes = ByteBuffer.allocate(bits.length * 4).order(order);
      bytes.asIntBuffer().put(bits);
      float[] floats = new float[bits.length];
      NumberType.FLOAT32.floats(bytes.array(), bits.length, order, floats, 0);
      for (int i = 0; i < bits.length; i++) {
        assertThat(Float.floatToRawIntBits(floats[i])).isEqualTo(bits[i]);
      }
    }
  }

  @Test
  void hasNumpysNames() {
    assertThat(NumberType.ofCode("f4")).contains(NumberType.FLOAT32);
    assertThat(NumberType.ofCode("c8")).isEmpty();
    assertThat(NumberType.UINT8).hasToString("uint8");
  }
}
