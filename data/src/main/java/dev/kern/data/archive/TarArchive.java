package dev.kern.data.archive;

import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// A tar file, gzipped or not, read from front to back.
///
/// Each file is a header of 512 bytes and its content, filled up to a multiple of 512. Long names
/// come as a file of their own before the file they name: GNU's type `L`, or the `path` of POSIX's
/// type `x`, which may also tell a size of 8 GiB or more. Others of this kind may stand between the
/// two. Where there are links, it is read once more for the files that they lead to. Sparse files
/// are left out. Source: POSIX, `pax`, "ustar Interchange Format"; GNU tar, "Basic Tar Format".
///
/// @param path the file
/// @param names the encoding of names, if it is known
record TarArchive(Path path, Optional<Charset> names) implements Archive {
  private static final int BLOCK = 512;
  private static final int NAME_BYTES = 100;
  private static final int SIZE_AT = 124;
  private static final int NUMBER_BYTES = 12;
  private static final int SUM_AT = 148;
  private static final int SUM_BYTES = 8;
  private static final int TYPE_AT = 156;
  private static final int LINK_AT = 157;
  private static final int MAGIC_AT = 257;
  private static final int PREFIX_AT = 345;
  private static final int PREFIX_BYTES = 155;
  private static final int EXTENDED_AT = 482; // of a sparse file: whether its map goes on
  private static final int MORE_AT = 504; // the same in a block that goes on
  private static final int LONGEST_NAME = 1 << 16;
  private static final int LONGEST_RECORDS = 1 << 20; // which hold attributes, too
  private static final int FIRST_ROOM = 1 << 16;

  /// Whether the content is a tar file of this century.
  static boolean accepts(Content content) {
    return content.holds(MAGIC_AT, 'u', 's', 't', 'a', 'r');
  }

  @Override
  public void visit(Visitor visitor) {
    ArchiveLinks links = new ArchiveLinks();
    read(visitor, links);
    if (!links.isEmpty() && !visitor.isDone()) {
      read(links.visitor(visitor), new ArchiveLinks());
      links.rest().forEach(visitor::link);
    }
  }

  /// @param links receives those that lead to something in the archive
  private void read(Visitor visitor, ArchiveLinks links) {
    try (Content content = Content.open(path)) {
      byte[] header = new byte[BLOCK];
      Announced said = Announced.NOTHING;
      while (!visitor.isDone() && next(content, header)) {
        int type = header[TYPE_AT];
        boolean announces = type == 'L' || type == 'K' || type == 'x' || type == 'g';
        long size = size(content, header, announces ? "" : said.size());
        if (type == 'L' || type == 'K') {
          String text = text(read(content, size, LONGEST_NAME), visitor);
          said = type == 'L' ? said.withName(text) : said.withTarget(text);
        } else if (type == 'x') {
          byte[] records = read(content, size, LONGEST_RECORDS);
          said = said.with(FileNames.text(records, Optional.empty(), visitor::note));
        } else if (type == 'g') { // settings for all files
          content.skip(size);
        } else {
          readFile(content, header, size, said, visitor, links);
          said = Announced.NOTHING;
        }
        content.skip(-size & (BLOCK - 1));
      }
    }
  }

  private void readFile(
      Content content,
      byte[] header,
      long size,
      Announced said,
      Visitor visitor,
      ArchiveLinks links) {
    int type = header[TYPE_AT];
    String name = relative(said.name().isEmpty() ? name(header, visitor) : said.name());
    boolean link = type == '1' || type == '2';
    boolean sparse = type == 'S' || said.sparse();
    boolean file = (type == '0' || type == 0 || type == '7') && !name.endsWith("/") && !sparse;
    if (file) {
      visitor.place(name, content.position(), size);
    }
    if (file && visitor.wants(name)) {
      Archive.checkName(path, name);
      Archive.checkSize(path, name, size);
      visitor.file(name, Entry.of(read(content, size, LARGEST_FILE)));
      return;
    }
    if (link && !links.add(name, linkTarget(header, said, visitor), type == '2')) {
      visitor.link(name);
    } else if (type == '5' || name.endsWith("/")) {
      visitor.folder(name.endsWith("/") ? name.substring(0, name.length() - 1) : name);
    } else if (sparse && visitor.wants(name)) {
      visitor.note("sparse files, with holes for zeros, are left out of the tar file");
    }
    if (type == 'S' && header[EXTENDED_AT] != 0) {
      skipSparseMap(content);
    }
    content.skip(size);
  }

  /// Passes the blocks over that tell where more of a sparse file lies.
  private static void skipSparseMap(Content content) {
    byte[] block = new byte[BLOCK];
    do {
      content.read(block, 0, BLOCK);
    } while (block[MORE_AT] != 0);
  }

  /// What the blocks before a file's own tell about it; empty where they don't.
  private record Announced(String name, String target, String size, boolean sparse) {
    static final Announced NOTHING = new Announced("", "", "", false);

    Announced withName(String text) {
      return text.isEmpty() ? this : new Announced(text, target, size, sparse);
    }

    Announced withTarget(String text) {
      return new Announced(name, text, size, sparse);
    }

    /// With records such as `30 path=letters/A/1.png`.
    Announced with(String records) {
      return new Announced(
          value(records, "GNU.sparse.name").or(() -> value(records, "path")).orElse(name),
          value(records, "linkpath").orElse(target),
          value(records, "size").orElse(size),
          sparse || records.contains(" GNU.sparse."));
    }

    private static Optional<String> value(String records, String key) {
      return Arrays.stream(records.split("\n", -1))
          .filter(record -> record.substring(record.indexOf(' ') + 1).startsWith(key + "="))
          .map(record -> record.substring(record.indexOf('=') + 1))
          .findFirst();
    }
  }

  /// Reads the next header; false at the end, which is a block of zeros or the end of the file.
  private static boolean next(Content content, byte[] header) {
    long at = content.position();
    int count = content.readUpTo(header, 0, BLOCK);
    if (count == 0 || isZero(header)) {
      return false;
    }
    int sum = SUM_BYTES * ' ';
    for (int i = 0; i < BLOCK; i++) {
      sum += i >= SUM_AT && i < SUM_AT + SUM_BYTES ? 0 : header[i] & 0xff;
    }
    if (count < BLOCK || octal(header, SUM_AT, SUM_BYTES) != sum) {
      throw broken(content.place(at), "a file header is missing here");
    }
    return true;
  }

  private static boolean isZero(byte[] header) {
    for (byte value : header) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }

  /// The size of a file.
  ///
  /// @param told in decimal digits, or empty if the header tells it
  private static long size(Content content, byte[] header, String told) {
    long size = told.isEmpty() ? number(header, SIZE_AT, NUMBER_BYTES) : parsed(told, 10);
    if (size < 0) {
      throw broken(
          content.place(content.position() - BLOCK + SIZE_AT), "a file size is not a number");
    }
    return size;
  }

  /// A number in octal digits, or, behind a byte of 128, in binary; or -1.
  private static long number(byte[] header, int at, int bytes) {
    if (header[at] >= 0) {
      return octal(header, at, bytes);
    }
    int low = at + bytes - Long.BYTES;
    for (int i = at; i < low; i++) {
      if (header[i] != (i == at ? (byte) 0x80 : 0)) {
        return -1;
      }
    }
    return ByteBuffer.wrap(header).getLong(low);
  }

  /// A number in octal digits, or -1.
  private static long octal(byte[] header, int at, int bytes) {
    String digits = new String(header, at, bytes, StandardCharsets.ISO_8859_1).replace('\0', ' ');
    return parsed(digits.strip(), 8);
  }

  /// The number in digits, or -1.
  private static long parsed(String digits, int radix) {
    try {
      return Long.parseLong(digits, radix);
    } catch (NumberFormatException _) {
      return -1;
    }
  }

  private static byte[] read(Content content, long size, int most) {
    if (size > most) {
      throw broken(content.place(content.position()), "a file name is too long");
    }
    byte[] read = new byte[(int) Math.min(size, FIRST_ROOM)];
    content.read(read, 0, read.length);
    while (read.length < size) { // no memory for what isn't there
      int done = read.length;
      read = Arrays.copyOf(read, (int) Math.min(size, 4L * done));
      content.read(read, done, read.length - done);
    }
    return read;
  }

  private String name(byte[] header, Visitor visitor) {
    String name = text(Arrays.copyOf(header, NAME_BYTES), visitor);
    String prefix = text(Arrays.copyOfRange(header, PREFIX_AT, PREFIX_AT + PREFIX_BYTES), visitor);
    // GNU's own variant, whose magic ends in blanks, keeps times in the place of the prefix.
    return prefix.isEmpty() || header[MAGIC_AT + 5] == ' ' ? name : prefix + "/" + name;
  }

  /// A name without slashes at the beginning, as tar unpacks it.
  private static String relative(String name) {
    int begin = 0;
    while (begin < name.length() - 1 && name.charAt(begin) == '/') {
      begin++;
    }
    return name.substring(begin);
  }

  private String linkTarget(byte[] header, Announced said, Visitor visitor) {
    return !said.target().isEmpty()
        ? said.target()
        : text(Arrays.copyOfRange(header, LINK_AT, LINK_AT + NAME_BYTES), visitor);
  }

  private String text(byte[] bytes, Visitor visitor) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return FileNames.text(Arrays.copyOf(bytes, end), names, visitor::note);
  }

  private static DataException broken(String place, String what) {
    return Problem.at(place, "the tar file is broken: " + what)
        .fix("download or copy the file again");
  }
}
