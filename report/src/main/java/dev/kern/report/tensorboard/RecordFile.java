package dev.kern.report.tensorboard;

import dev.kern.data.file.AtomicOutput;
import dev.kern.data.file.Problem;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.zip.CRC32C;

/// A file of records in TensorFlow's TFRecord format, which only grows.
///
/// | bytes | hold                                  |
/// |-------|---------------------------------------|
/// | 8     | the length of the record              |
/// | 4     | the masked CRC-32C of those 8 bytes   |
/// |       | the record                            |
/// | 4     | the masked CRC-32C of the record      |
///
/// Numbers are little-endian. A record is written by one call, so that readers meanwhile see whole
/// ones. Source: TensorFlow, `tensorflow/core/lib/io/record_writer.h`.
record RecordFile(Path file, FileChannel out) implements AutoCloseable {
  /// Added to sums, so that the sum of bytes with sums in them is not a special case.
  private static final int MASK = 0xa282ead8;

  /// Begins a file.
  ///
  /// Fails with `DataException` if it is there already or can't be written.
  static RecordFile create(Path file) {
    try {
      return new RecordFile(
          file, FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    } catch (IOException e) {
      throw Problem.unwritable(file, e);
    }
  }

  /// Appends a record.
  ///
  /// Fails with `DataException` if it can't be written.
  void write(byte[] record) {
    int around = Long.BYTES + 2 * Integer.BYTES;
    ByteBuffer bytes = ByteBuffer.allocate(record.length + around).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(record.length);
    bytes.putInt(masked(bytes.array(), Long.BYTES));
    bytes.put(record);
    bytes.putInt(masked(record, record.length)).flip();
    try {
      AtomicOutput.write(out, bytes);
    } catch (IOException e) {
      throw Problem.unwritable(file, e);
    }
  }

  /// The checksum of the first `count` bytes, masked.
  static int masked(byte[] bytes, int count) {
    CRC32C sum = new CRC32C();
    sum.update(bytes, 0, count);
    return Integer.rotateRight((int) sum.getValue(), 15) + MASK;
  }

  @Override
  public void close() {
    try {
      out.close();
    } catch (IOException e) {
      throw Problem.unwritable(file, e);
    }
  }
}
