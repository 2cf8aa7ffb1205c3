package dev.kern.data.archive;

import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;

/// A tar file, gzipped or not, read from front to back.
///
/// Each file is a header of 512 bytes and its content, filled up to a multiple of 512. Long names
/// come as a file of their own before the file they name: GNU's type `L`, or the `path` of POSIX's
/// type `x`. Others of this kind may stand between the two. Where there are links, it is read once
/// more for the files that they lead to. Source: POSIX, `pax`, "ustar Interchange Format".
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
  private static final int LONGEST_NAME = 1 << 16;
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
      String longName = "";
      String longTarget = "";
      while (!visitor.isDone() && next(content, header)) {
        long size = size(content, header);
        int type = header[TYPE_AT];
        if (type == 'L' || type == 'K') {
          String given = text(read(content, size, LONGEST_NAME), visitor);
          longName = type == 'L' && !given.isEmpty() ? given : longName;
          longTarget = type == 'K' ? given : longTarget;
        } else if (type == 'x') {
          byte[] read = read(content, size, LONGEST_NAME);
          String records = FileNames.text(read, Optional.empty(), visitor::note);
          longName = pax(records, "path").orElse(longName);
          longTarget = pax(records, "linkpath").orElse(longTarget);
        } else if (type == 'g') { // settings for all files
          content.skip(size);
        } else {
          String name = longName.isEmpty() ? name(header, visitor) : longName;
          boolean link = type == '1' || type == '2';
          String target = link && longTarget.isEmpty() ? target(header, visitor) : longTarget;
          longName = "";
          longTarget = "";
          boolean file = (type == '0' || type == 0) && !name.endsWith("/");
          if (file) {
            visitor.place(name, content.position(), size);
          }
          if (file && visitor.wants(name)) {
            Archive.checkName(path, name);
            Archive.checkSize(path, name, size);
            visitor.file(name, Entry.of(read(content, size, LARGEST_FILE)));
          } else {
            if (link && !links.add(name, target, type == '2')) {
              visitor.link(name);
            } else if (type == '5' || name.endsWith("/")) {
              visitor.folder(name.endsWith("/") ? name.substring(0, name.length() - 1) : name);
            }
            content.skip(size);
          }
        }
        content.skip(-size & (BLOCK - 1));
      }
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

  private static long size(Content content, byte[] header) {
    long size = octal(header, SIZE_AT, NUMBER_BYTES);
    if (size < 0) {
      throw broken(
          content.place(content.position() - BLOCK + SIZE_AT), "a file size is not a number");
    }
    return size;
  }

  /// A number in octal digits, or -1.
  private static long octal(byte[] header, int at, int bytes) {
    String digits = new String(header, at, bytes, StandardCharsets.ISO_8859_1).replace('\0', ' ');
    try {
      return Long.parseLong(digits.strip(), 8);
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

  /// The value of a key among records such as `30 path=letters/A/1.png`.
  private static Optional<String> pax(String records, String key) {
    return Arrays.stream(records.split("\n", -1))
        .filter(record -> record.substring(record.indexOf(' ') + 1).startsWith(key + "="))
        .map(record -> record.substring(record.indexOf('=') + 1))
        .findFirst();
  }

  private String name(byte[] header, Visitor visitor) {
    String name = text(Arrays.copyOf(header, NAME_BYTES), visitor);
    String prefix = text(Arrays.copyOfRange(header, PREFIX_AT, PREFIX_AT + PREFIX_BYTES), visitor);
    // GNU's own variant, whose magic ends in blanks, keeps times in the place of the prefix.
    return prefix.isEmpty() || header[MAGIC_AT + 5] == ' ' ? name : prefix + "/" + name;
  }

  private String target(byte[] header, Visitor visitor) {
    return text(Arrays.copyOfRange(header, LINK_AT, LINK_AT + NAME_BYTES), visitor);
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
