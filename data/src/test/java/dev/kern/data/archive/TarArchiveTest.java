package dev.kern.data.archive;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.file.DataException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What tar files may hold beside plain files.
final class TarArchiveTest {
  private static final int BLOCK = 512;
  private static final int SIZE_AT = 124;

  private final ByteArrayOutputStream tar = new ByteArrayOutputStream();
  private final Map<String, String> files = new TreeMap<>();
  private final List<String> notes = new ArrayList<>();

  @TempDir Path folder;

  /// Adds a header, whose size is that of its content unless `size` tells another field.
  private void add(char type, String name, String content, byte... size) throws IOException {
    byte[] header = new byte[BLOCK];
    put(header, 0, name);
    put(header, SIZE_AT, "%011o".formatted(content.length()));
    System.arraycopy(size, 0, header, SIZE_AT, size.length);
    put(header, 148, "        ");
    header[156] = (byte) type;
    put(header, 257, "ustar\00000");
    write(header, content);
  }

  private void write(byte[] header, String content) throws IOException {
    int sum = 0;
    put(header, 148, "        ");
    for (byte value : header) {
      sum += value & 0xff;
    }
    put(header, 148, "%06o\0".formatted(sum));
    tar.write(header);
    tar.write(content.getBytes(ISO_8859_1));
    tar.write(new byte[-content.length() & (BLOCK - 1)]);
  }

  private void records(String... records) throws IOException {
    StringBuilder all = new StringBuilder();
    for (String record : records) {
      all.append("0 ").append(record).append('\n'); // its length, which Kern doesn't need
    }
    add('x', "records", all.toString());
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  private static byte[] binary(int first, long size) {
    return ByteBuffer.allocate(12).put((byte) first).putLong(4, size).array();
  }

  private void read() throws IOException {
    Path file = folder.resolve("a.tar");
    Files.write(file, tar.toByteArray());
    Archive.of(file)
        .orElseThrow()
        .visit(
            new Archive.Visitor() {
              @Override
              public boolean wants(String name) {
                return true;
              }

              @Override
              public void file(String name, Archive.Entry entry) {
                files.put(name, new String(entry.content(), ISO_8859_1));
              }

              @Override
              public void note(String line) {
                notes.add(line);
              }
            });
  }

  @Test
  void sizesAreTakenFromWhereLargeOnesStand() throws IOException {
    records("size=12");
    add('0', "records", "some content", "00000000000".getBytes(ISO_8859_1));
    add('0', "binary", "some content", binary(0x80, 12));
    add('7', "contiguous", "some content");
    add('0', "last", "some content");
    read();
    assertThat(files).containsOnlyKeys("binary", "contiguous", "last", "records");
    assertThat(files.values()).containsOnly("some content");
    assertThat(notes).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"size=-512", "size=99999999999999999999", "size=x", "size= 7"})
  void sizesThatAreNoNumbersAreRefused(String size) throws IOException {
    add('0', "first", "some content");
    records(size);
    add('0', "a", "some content");
    assertThatThrownBy(this::read)
        .isInstanceOf(DataException.class)
        .hasMessageContaining("the tar file is broken: a file size is not a number");
  }

  @Test
  void binarySizesThatNoFileHasAreRefused() throws IOException {
    add('0', "a", "some content", binary(0xff, -1));
    assertThatThrownBy(this::read).hasMessageContaining("a file size is not a number");
    tar.reset();
    add('0', "a", "some content", binary(0x80, -1));
    assertThatThrownBy(this::read).hasMessageContaining("a file size is not a number");
    tar.reset();
    add('0', "a", "some content", binary(0x80, Long.MAX_VALUE));
    assertThatThrownBy(this::read)
        .hasMessageContaining("a.tar, a: the file is too large")
        .hasMessageContaining("9,223,372,036,854,775,807 bytes");
  }

  @Test
  void longAttributesOfAFileArePassedOver() throws IOException {
    records("SCHILY.xattr.user.icon=" + "x".repeat(99_000));
    add('0', "a", "some content");
    read();
    assertThat(files).containsOnlyKeys("a");
  }

  @Test
  void sparseFilesAreLeftOutWithANote() throws IOException {
    add('0', "first", "some content");
    byte[] header = new byte[BLOCK];
    put(header, 0, "sparse1");
    put(header, SIZE_AT, "%011o".formatted(4));
    header[156] = 'S';
    put(header, 257, "ustar  ");
    header[482] = 1; // two more blocks tell where its parts belong
    write(header, "");
    byte[] map = new byte[BLOCK];
    map[504] = 1;
    tar.write(map);
    tar.write(new byte[BLOCK]);
    tar.write(ByteBuffer.allocate(BLOCK).put("part".getBytes(ISO_8859_1)).array());
    records("GNU.sparse.major=1", "GNU.sparse.name=sparse2", "GNU.sparse.realsize=9999999999");
    add('0', "GNUSparseFile.0/sparse2", "1\n9999999000\n4\npart");
    add('0', "last", "some content");
    read();
    assertThat(files).containsOnlyKeys("first", "last");
    assertThat(notes)
        .containsOnly("sparse files, with holes for zeros, are left out of the tar file");
  }
}
