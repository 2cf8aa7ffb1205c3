package dev.kern.data.file;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/// Opens zip files whose entries don't share bytes, whatever the encoding of their names.
///
/// Entries that overlap make a small file unpack to any size; the JDK reads them without a word.
/// Names are in UTF-8 if an entry says so. If it doesn't, they are in code page 437 by the
/// standard, and in truth in UTF-8 or in that of whoever packed them. Source: PKWARE,
/// "APPNOTE.TXT", sections 4.3.12 to 4.3.16, 4.5.3 and appendix D.
public final class ZipFiles {
  private static final int END = 0x06054b50;
  private static final int END_BYTES = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int END64 = 0x06064b50;
  private static final int END64_BYTES = 56;
  private static final int LOCATOR = 0x07064b50;
  private static final int LOCATOR_BYTES = 20;
  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_BYTES = 46;
  private static final int LOCAL = 0x04034b50;
  private static final int LOCAL_BYTES = 30;
  private static final int EXTRA64 = 1;
  private static final long IN_64 = 0xffffffffL; // the number stands in a field of 64 bits
  private static final long COUNT_IN_64 = 0xffff;
  private static final int ADDED = 128; // bytes behind the comment, where the JDK looks, too
  private static final int BLOCK = 1 << 16;
  private static final int SAYS_UTF8 = 1 << 11;
  private static final int BY_UNIX = 3;
  private static final int TYPE = 0xf000;
  private static final int LINK = 0xa000;
  static final Charset CODE_PAGE = Charset.forName("IBM437");

  /// Source: PKWARE, "APPNOTE.TXT", section 4.4.5.
  private static final Map<String, String> METHODS =
      Map.of("9", "Deflate64", "12", "bzip2", "14", "LZMA", "93", "Zstandard", "95", "XZ");

  private static final Pattern METHOD = Pattern.compile("compression method: (\\d+)");

  private final FileChannel channel;
  private long[] starts = new long[64];
  private long[] ends = new long[64];
  private int entries;
  private final BitSet links = new BitSet();
  private boolean unsaid; // whether there is a name beyond ASCII that doesn't say that it is UTF-8
  private boolean utf8 = true; // whether all of these are UTF-8 nevertheless

  private ZipFiles(FileChannel channel) {
    this.channel = channel;
  }

  /// Opens a zip file; the encoding of names that don't say that they are UTF-8 is guessed.
  ///
  /// Fails with `DataException` if it is broken or two of its entries overlap.
  ///
  /// @param note receives a line if an encoding had to be guessed
  @SuppressWarnings("MustBeClosedChecker") // it belongs to the caller
  public static ZipFile open(Path path, Consumer<String> note) {
    ZipFiles files = checked(path);
    if (!files.unsaid) {
      return opened(path, StandardCharsets.UTF_8);
    }
    note.accept(
        files.utf8
            ? "names in the zip file don't say their encoding; read as UTF-8 (if they look"
                + " wrong: --names GBK, or another)"
            : "names in the zip file aren't UTF-8; read as code page 437 (if they look"
                + " wrong: --names GBK, or another)");
    return opened(path, files.utf8 ? StandardCharsets.UTF_8 : CODE_PAGE);
  }

  /// The same in silence.
  @SuppressWarnings("MustBeClosedChecker") // it belongs to the caller
  public static ZipFile open(Path path) {
    return open(path, _ -> {});
  }

  /// Opens a zip file.
  ///
  /// Fails with `DataException` if it is broken or two of its entries overlap.
  ///
  /// @param names the encoding of names that don't say that they are UTF-8
  @SuppressWarnings("MustBeClosedChecker") // it belongs to the caller
  public static ZipFile open(Path path, Charset names) {
    return opened(path, checked(path).unsaid ? names : StandardCharsets.UTF_8);
  }

  private static ZipFiles checked(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ZipFiles files = new ZipFiles(channel);
      if (files.overlap()) {
        throw Problem.at(path.toString(), "entries of the zip file overlap")
            .expected("a place of its own for the content of each file")
            .fix("don't trust this archive; create one yourself from the files");
      }
      return files;
    } catch (ZipException | IllegalArgumentException e) {
      throw broken(path, e);
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  @SuppressWarnings("MustBeClosedChecker") // it belongs to the caller
  private static ZipFile opened(Path path, Charset names) {
    try {
      return new ZipFile(path.toFile(), names);
    } catch (ZipException | IllegalArgumentException e) {
      if (names.equals(StandardCharsets.UTF_8) || names.equals(CODE_PAGE)) {
        throw broken(path, e);
      }
      throw Problem.at(
              path.toString(), "reading the names in the zip file failed: " + e.getMessage())
          .given("--names " + names)
          .because(e)
          .fix("give another encoding, or none");
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  /// Which of a zip file's entries are symbolic links, in the order of its table; the content of
  /// such an entry is where it leads.
  ///
  /// Fails with `DataException` if it can't be read.
  public static BitSet symbolicLinks(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      ZipFiles files = new ZipFiles(channel);
      files.overlap();
      return files.links;
    } catch (IOException e) {
      throw Problem.of(path, e);
    }
  }

  /// The message about a zip file that the JDK can't read.
  public static DataException broken(Path path, Exception cause) {
    String reason = String.valueOf(cause.getMessage());
    if (reason.contains("encrypted")) {
      return Problem.at(path.toString(), "the zip file is protected by a password")
          .because(cause)
          .fix("unpack it, and give the folder");
    }
    Matcher method = METHOD.matcher(reason);
    if (method.find()) {
      return Problem.at(path.toString(), "the zip file is packed in a way that Kern doesn't read")
          .given(METHODS.getOrDefault(method.group(1), "method " + method.group(1)))
          .expected("Deflate, or files that are stored as they are")
          .because(cause)
          .fix("unpack it, and give the folder");
    }
    return Problem.at(path.toString(), "the zip file is broken: " + reason)
        .because(cause)
        .fix("download or copy the file again");
  }

  /// Whether entries share bytes. What is no zip file is left to the JDK to complain about.
  ///
  /// A zip file may hold more than one table, each for another reader: this reads the one that the
  /// JDK reads.
  private boolean overlap() throws IOException {
    long end = end();
    if (end < 0) {
      return false;
    }
    ByteBuffer record = at(end, END_BYTES);
    long size = unsigned(record, 12);
    long offset = unsigned(record, 16);
    long directoryEnd = end;
    ByteBuffer locator = at(end - LOCATOR_BYTES, LOCATOR_BYTES);
    if (isFull(locator, LOCATOR_BYTES, LOCATOR)) {
      ByteBuffer record64 = at(locator.getLong(8), END64_BYTES);
      if (isFull(record64, END64_BYTES, END64) && agree(record, record64)) {
        size = record64.getLong(40);
        offset = record64.getLong(48);
        directoryEnd = locator.getLong(8);
      }
    }
    long begin = directoryEnd - size;
    if (size < 0 || begin < 0) {
      return false;
    }
    readDirectory(begin, directoryEnd, begin - offset);
    Arrays.sort(starts, 0, entries);
    Arrays.sort(ends, 0, entries);
    for (int i = 1; i < entries; i++) {
      if (starts[i] < ends[i - 1]) { // sorted apart, they interleave only if no two overlap
        return true;
      }
    }
    return entries > 0 && ends[entries - 1] > begin;
  }

  private static boolean isFull(ByteBuffer record, int bytes, int signature) {
    return record.limit() == bytes && record.getInt(0) == signature;
  }

  /// Whether the record of 64-bit numbers says what the other does, where that doesn't leave it to
  /// the former.
  private static boolean agree(ByteBuffer record, ByteBuffer record64) {
    long entries = Short.toUnsignedLong(record.getShort(10));
    long size = unsigned(record, 12);
    long offset = unsigned(record, 16);
    return (entries == COUNT_IN_64 || entries == record64.getLong(32))
        && (size == IN_64 || size == record64.getLong(40))
        && (offset == IN_64 || offset == record64.getLong(48));
  }

  /// Where the record at the end of the file begins, or -1.
  ///
  /// Its comment reaches to the end of the file. Where bytes were added to the file, it points to a
  /// table and an entry.
  private long end() throws IOException {
    long size = channel.size();
    long from = Math.max(0, size - END_BYTES - LONGEST_COMMENT - ADDED);
    ByteBuffer tail = at(from, (int) (size - from));
    for (int i = tail.limit() - END_BYTES; i >= 0; i--) {
      if (tail.getInt(i) == END) {
        int comment = Short.toUnsignedInt(tail.getShort(i + 20));
        long begin = from + i - unsigned(tail, i + 12);
        if (i + END_BYTES + comment == tail.limit()
            || (isAt(begin, ENTRY) && isAt(begin - unsigned(tail, i + 16), LOCAL))) {
          return from + i;
        }
      }
    }
    return -1;
  }

  private boolean isAt(long position, int signature) throws IOException {
    return isFull(at(position, Integer.BYTES), Integer.BYTES, signature);
  }

  /// Notes where the content of each entry lies.
  ///
  /// @param shift how many bytes stand before the archive, such as a program that unpacks it
  private void readDirectory(long begin, long end, long shift) throws IOException {
    ByteBuffer block = ByteBuffer.allocate(0);
    long blockAt = begin;
    for (long at = begin; at + ENTRY_BYTES <= end; ) {
      if (blockAt + block.limit() < Math.min(end, at + ENTRY_BYTES + 2 * LONGEST_COMMENT)) {
        blockAt = at;
        block = at(at, (int) Math.min(end - at, BLOCK + ENTRY_BYTES + 3 * LONGEST_COMMENT));
      }
      int in = (int) (at - blockAt);
      if (block.limit() - in < ENTRY_BYTES || block.getInt(in) != ENTRY) {
        return;
      }
      int name = Short.toUnsignedInt(block.getShort(in + 28));
      int extra = Short.toUnsignedInt(block.getShort(in + 30));
      int comment = Short.toUnsignedInt(block.getShort(in + 32));
      if (block.get(in + 5) == BY_UNIX && (block.getShort(in + 40) & TYPE) == LINK) {
        links.set(entries);
      }
      int fields = Math.clamp(block.limit() - in - ENTRY_BYTES - (long) name, 0, extra);
      boolean said =
          (block.getShort(in + 8) & SAYS_UTF8) != 0
              || ZipNames.haveUnicodePath(
                  block
                      .slice(Math.min(in + ENTRY_BYTES + name, block.limit()), fields)
                      .order(ByteOrder.LITTLE_ENDIAN));
      check(said, block, in + ENTRY_BYTES, name);
      check(said, block, in + ENTRY_BYTES + name + extra, comment);
      add(block, in, name, Math.min(extra, block.limit() - in - ENTRY_BYTES - name), shift);
      at += ENTRY_BYTES + name + extra + comment;
    }
  }

  /// Looks at the encoding of a name or comment.
  private void check(boolean said, ByteBuffer block, int at, int length) {
    int end = Math.min(at + length, block.limit());
    for (int i = at; i < end && !said; i++) {
      if (block.get(i) < 0) {
        unsaid = true;
        utf8 = utf8 && isUtf8(block.slice(at, end - at));
        return;
      }
    }
  }

  private static boolean isUtf8(ByteBuffer text) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(text);
      return true;
    } catch (CharacterCodingException _) {
      return false;
    }
  }

  private void add(ByteBuffer block, int in, int name, int extra, long shift) {
    long packed = unsigned(block, in + 20);
    long offset = unsigned(block, in + 42);
    int field = extra64(block, in + ENTRY_BYTES + name, extra);
    if (field >= 0) { // without one, the JDK takes the numbers as they are
      int next = unsigned(block, in + 24) == IN_64 ? field + Long.BYTES : field;
      if (packed == IN_64) {
        packed = longAt(block, next);
        next += Long.BYTES;
      }
      offset = offset == IN_64 ? longAt(block, next) : offset;
    }
    if (entries == starts.length) {
      starts = Arrays.copyOf(starts, 2 * entries);
      ends = Arrays.copyOf(ends, 2 * entries);
    }
    starts[entries] = offset + shift;
    ends[entries++] = offset + shift + LOCAL_BYTES + name + packed;
  }

  /// Where the field of 64-bit numbers has its content, or -1.
  private static int extra64(ByteBuffer block, int at, int length) {
    for (int i = at; i + 4 <= at + length; i += 4 + Short.toUnsignedInt(block.getShort(i + 2))) {
      if (Short.toUnsignedInt(block.getShort(i)) == EXTRA64) {
        return i + 4;
      }
    }
    return -1;
  }

  private static long longAt(ByteBuffer block, int at) {
    return at + Long.BYTES <= block.limit() ? block.getLong(at) : 0;
  }

  private static long unsigned(ByteBuffer bytes, int at) {
    return Integer.toUnsignedLong(bytes.getInt(at));
  }

  /// As many of these bytes as there are.
  private ByteBuffer at(long position, int count) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(count).order(ByteOrder.LITTLE_ENDIAN);
    if (position >= 0 && position < channel.size()) {
      while (bytes.hasRemaining() && channel.read(bytes, position + bytes.position()) >= 0) {}
    }
    return bytes.flip();
  }
}
