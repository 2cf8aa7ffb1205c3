package dev.kern.data.archive;

import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/// A tar file, gzipped or not, read from front to back.
///
/// Each file is a header of 512 bytes and its content, filled up to a multiple of 512. Long names
/// come as a file of their own before the file they name: GNU's type `L`, or the `path` of POSIX's
/// type `x`. Others of this kind may stand between the two. Source: POSIX, `pax`, "ustar
/// Interchange Format".
///
/// @param path the file
record TarArchive(Path path) implements Archive {
  private static final int BLOCK = 512;
  private static final int NAME_BYTES = 100;
  private static final int SIZE_AT = 124;
  private static final int NUMBER_BYTES = 12;
  private static final int SUM_AT = 148;
  private static final int SUM_BYTES = 8;
  private static final int TYPE_AT = 156;
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
    try (Content content = Content.open(path)) {
      byte[] header = new byte[BLOCK];
      String longName = "";
      while (!visitor.isDone() && next(content, header)) {
        long size = size(content, header);
        int type = header[TYPE_AT];
        if (type == 'L' || type == 'x') {
          String given = type == 'L' ? text(read(content, size, LONGEST_NAME)) : pax(content, size);
          longName = given.isEmpty() ? longName : given;
        } else if (type == 'K' || type == 'g') { // where a link leads, and settings for all files
          content.skip(size);
        } else {
          String name = longName.isEmpty() ? name(header) : longName;
          longName = "";
          boolean file = (type == '0' || type == 0) && !name.endsWith("/");
          if (file && visitor.wants(name)) {
            Archive.checkName(path, name);
            Archive.checkSize(path, name, size);
            visitor.file(name, Entry.of(read(content, size, LARGEST_FILE)));
          } else {
            if (type == '1' || type == '2') {
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

  /// The `path` among records such as `30 path=letters/A/1.png`, or nothing.
  private static String pax(Content content, long size) {
    String records = text(read(content, size, LONGEST_NAME));
    for (String record : records.split("\n", -1)) {
      int key = record.indexOf(" path=");
      if (key > 0) {
        return record.substring(key + " path=".length());
      }
    }
    return "";
  }

  private static String name(byte[] header) {
    String name = text(Arrays.copyOf(header, NAME_BYTES));
    String prefix = text(Arrays.copyOfRange(header, PREFIX_AT, PREFIX_AT + PREFIX_BYTES));
    // GNU's own variant, whose magic ends in blanks, keeps times in the place of the prefix.
    return prefix.isEmpty() || header[MAGIC_AT + 5] == ' ' ? name : prefix + "/" + name;
  }

  private static String text(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return new String(bytes, 0, end, StandardCharsets.UTF_8);
  }

  private static DataException broken(String place, String what) {
    return Problem.at(place, "the tar file is broken: " + what)
        .fix("download or copy the file again");
  }
}
