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
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ZipFilesTest {
  private static final byte[] CONTENT = "content".getBytes(StandardCharsets.US_ASCII);
  private static final int DIRECTORY = 88; // where the table of files begins

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
  void refusesEntriesThatOverlapWhereAnotherTableSaysOtherwise() throws IOException {
    expectOverlap(withADecoyBehind(byHand(false, 0, 0)));
    expectOverlap(byHand(decoy64(), false, 0, 0));
    expectOverlap(withoutAFieldOf64Bits(byHand(true, 0, 0)));
  }

  /// Java opens it without a word.
  private void expectOverlap(byte[] zip) throws IOException {
    Path file = Files.write(folder.resolve("decoy.zip"), zip);
    try (ZipFile opened = new ZipFile(file.toFile())) {
      assertThat(opened.size()).isEqualTo(2);
    }
    assertThatThrownBy(() -> ZipFiles.open(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("entries of the zip file overlap");
  }

  /// The record at the end, and a comment that looks like another one.
  private static byte[] withADecoyBehind(byte[] zip) {
    ByteBuffer longer = ByteBuffer.allocate(zip.length + 23).order(ByteOrder.LITTLE_ENDIAN);
    longer.put(zip).putInt(0x06054b50).position(longer.position() + 8).putInt(-16);
    return longer.putShort(zip.length - 2, (short) 23).array();
  }

  /// A record of 64-bit numbers that lists no entries, and one that points to it.
  private static byte[] decoy64() {
    int at = DIRECTORY + 2 * 53;
    int begin = 256 - at; // so that it is text, as a comment must be
    ByteBuffer decoy = ByteBuffer.allocate(begin + 76).order(ByteOrder.LITTLE_ENDIAN);
    decoy.putInt(begin, 0x06064b50).putInt(begin + 56, 0x07064b50);
    return decoy.putLong(begin + 64, at + begin).array();
  }

  /// Sizes that should stand in a field of 64 bits, but another field is in its place.
  private static byte[] withoutAFieldOf64Bits(byte[] zip) {
    ByteBuffer patched = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    for (int entry = DIRECTORY; entry < DIRECTORY + 2 * 65; entry += 65) {
      patched.putInt(entry + 20, -1).putInt(entry + 42, 0).putShort(entry + 53, (short) 0x7777);
    }
    return zip;
  }

  @Test
  void opensWhatHasBytesBehindItsComment() throws IOException {
    byte[] zip = byHand(false, 0, 44);
    assertThat(count(Arrays.copyOf(zip, zip.length + 100))).isEqualTo(2);
    Path file = Files.write(folder.resolve("added.zip"), Arrays.copyOf(byHand(false, 0, 0), 400));
    assertThatThrownBy(() -> ZipFiles.open(file)).hasMessageContaining("overlap");
  }

  @Test
  void aRecordThatLiesNowhereIsNoneAsForJava() throws IOException {
    byte[] decoy = decoy64();
    for (long at : new long[] {0x7f7f7f7f7f7f7f7fL, 1L << 40}) {
      ByteBuffer.wrap(decoy).order(ByteOrder.LITTLE_ENDIAN).putLong(decoy.length - 12, at);
      assertThat(count(byHand(decoy, false, 0, 44))).isEqualTo(2);
    }
  }

  @Test
  void refusesWhatIsNoZipFile() throws IOException {
    Path file = Files.writeString(folder.resolve("a.zip"), "PK\3\4 and no more");
    assertThatThrownBy(() -> ZipFiles.open(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ": the zip file is broken: ");
  }

  @Test
  void saysWhatItCantUnpack() throws IOException {
    byte[] zip = byHand(false, 0, 44);
    ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN).putShort(DIRECTORY + 10, (short) 9);
    Path packed = Files.write(folder.resolve("a.zip"), zip);
    assertThatThrownBy(() -> ZipFiles.open(packed))
        .hasMessage(
            """
            %s: the zip file is packed in a way that Kern doesn't read
              given     Deflate64
              expected  Deflate, or files that are stored as they are
              fix       unpack it, and give the folder\
            """
                .formatted(packed));
    zip[DIRECTORY + 10] = 0;
    zip[DIRECTORY + 8] |= 1;
    Path secret = Files.write(folder.resolve("b.zip"), zip);
    assertThatThrownBy(() -> ZipFiles.open(secret))
        .hasMessage(
            """
            %s: the zip file is protected by a password
              fix       unpack it, and give the folder\
            """
                .formatted(secret));
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
    return byHand(new byte[0], wide, offsets);
  }

  /// @param comment that of the last file
  private static byte[] byHand(byte[] comment, boolean wide, int... offsets) {
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
      int comments = i == offsets.length - 1 ? comment.length : 0;
      zip.putShort((short) 7).putShort((short) (wide ? 12 : 0)).putShort((short) comments);
      zip.putShort((short) 0).putShort((short) 0).putInt(0);
      zip.putInt(wide ? -1 : offsets[i]).put(name(i));
      if (wide) {
        zip.putShort((short) 1).putShort((short) 8).putLong(offsets[i]);
      }
    }
    zip.put(comment);
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
