package dev.kern.data.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ZipFilesTest {
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.US_ASCII);

  @TempDir Path folder;

  @Test
  void opensWhatOthersWrite() throws IOException {
    byte[] zip = byJava(300);
    assertThat(count(zip)).isEqualTo(300);
    ByteArrayOutputStream behindAProgram = new ByteArrayOutputStream();
    behindAProgram.write("#!/bin/sh\n".repeat(100).getBytes(StandardCharsets.US_ASCII));
    behindAProgram.write(zip);
    assertThat(count(behindAProgram.toByteArray())).isEqualTo(300);
    assertThat(count(byJava(0))).isZero();
  }

  @Test
  void opensWhatItsOwnTestWrites() throws IOException {
    assertThat(count(byHand(false, 0, 44))).isEqualTo(2);
    assertThat(count(byHand(true, 0, 44))).isEqualTo(2);
  }

  @Test
  void refusesEntriesThatOverlap() throws IOException {
    for (boolean wide : new boolean[] {false, true}) {
      for (int[] offsets : new int[][] {{0, 0}, {0, 43}, {44, 44}, {44, 0, 44}}) {
        Path file = Files.write(folder.resolve("a.zip"), byHand(wide, offsets));
        assertThatThrownBy(() -> ZipFiles.open(file))
            .isInstanceOf(DataException.class)
            .hasMessage(
                """
                %s: entries of the zip file overlap
                  expected  a place of its own for the content of each file
                  fix       don't trust this archive; create one yourself from the files\
                """
                    .formatted(file));
      }
    }
  }

  @Test
  void refusesWhatIsNoZipFile() throws IOException {
    Path file = Files.writeString(folder.resolve("a.zip"), "PK\3\4 and no more");
    assertThatThrownBy(() -> ZipFiles.open(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ": the zip file is broken: ");
  }

  private int count(byte[] zip) throws IOException {
    try (ZipFile opened = ZipFiles.open(Files.write(folder.resolve("whole.zip"), zip))) {
      return opened.size();
    }
  }

  private static byte[] byJava(int entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream out = new ZipOutputStream(bytes)) {
      out.setComment("PK\5\6 in a comment");
      for (int i = 0; i < entries; i++) {
        ZipEntry entry = new ZipEntry("folder/file-" + i);
        entry.setComment("x".repeat(i % 100 * 600));
        out.putNextEntry(entry);
        out.write(CONTENT);
      }
    }
    return bytes.toByteArray();
  }

  /// Two stored files of 44 bytes with their headers, and a directory that lists them, or others,
  /// at these places.
  ///
  /// @param wide whether places are written in 64 bits
  private static byte[] byHand(boolean wide, int... offsets) {
    ByteBuffer zip = ByteBuffer.allocate(1 << 12).order(ByteOrder.LITTLE_ENDIAN);
    CRC32 sum = new CRC32();
    sum.update(CONTENT);
    for (int i = 0; i < 2; i++) {
      zip.putInt(0x04034b50).putShort((short) 20).putShort((short) 0).putShort((short) 0);
      zip.putInt(0).putInt((int) sum.getValue()).putInt(CONTENT.length).putInt(CONTENT.length);
      zip.putShort((short) 7).putShort((short) 0).put(name(i)).put(CONTENT);
    }
    int begin = zip.position();
    for (int i = 0; i < offsets.length; i++) {
      zip.putInt(0x02014b50).putShort((short) 45).putShort((short) 45).putShort((short) 0);
      zip.putShort((short) 0).putInt(0).putInt((int) sum.getValue());
      zip.putInt(CONTENT.length).putInt(CONTENT.length);
      zip.putShort((short) 7).putShort((short) (wide ? 12 : 0)).putShort((short) 0);
      zip.putShort((short) 0).putShort((short) 0).putInt(0);
      zip.putInt(wide ? -1 : offsets[i]).put(name(i));
      if (wide) {
        zip.putShort((short) 1).putShort((short) 8).putLong(offsets[i]);
      }
    }
    int end = zip.position();
    zip.putInt(0x06054b50).putShort((short) 0).putShort((short) 0);
    zip.putShort((short) offsets.length).putShort((short) offsets.length);
    zip.putInt(end - begin).putInt(begin).putShort((short) 0);
    byte[] bytes = new byte[zip.position()];
    zip.get(0, bytes);
    return bytes;
  }

  private static byte[] name(int number) {
    return ("file-" + "%02d".formatted(number)).getBytes(StandardCharsets.US_ASCII);
  }
}
