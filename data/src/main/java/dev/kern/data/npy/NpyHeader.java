package dev.kern.data.npy;

import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// What stands before the numbers of an `.npy` file.
///
/// | bytes  | content                                                            |
/// |--------|--------------------------------------------------------------------|
/// | 6      | `93 NUMPY`                                                         |
/// | 2      | the version: 1, 2 or 3, and 0                                      |
/// | 2 or 4 | the length of the text, little-endian; 4 from version 2 on         |
/// | length | `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }`      |
/// | rest   | the numbers                                                        |
///
/// Source: NumPy's description of the format (numpy.lib.format).
///
/// @param code the number type: `f4`
/// @param order its byte order
/// @param fortran whether the first extent changes fastest
/// @param shape the extents
@SuppressWarnings("ArrayRecordComponent") // part of one file, never compared
record NpyHeader(String code, ByteOrder order, boolean fortran, long[] shape) {
  private static final int LONGEST = 1 << 16;
  private static final int MOST_EXTENTS = 32;
  private static final Pattern TYPE =
      Pattern.compile("'descr' ?: ?'(?<order>[<>|])(?<code>[a-zA-Z]\\d{1,6})'");
  private static final Pattern OBJECTS = Pattern.compile("'descr' ?: ?'[|<>]?O");
  private static final Pattern FORTRAN = Pattern.compile("'fortran_order' ?: ?(True|False)");

  /// Python 2 wrote some whole numbers with an `L`.
  private static final Pattern SHAPE =
      Pattern.compile("'shape' ?: ?\\(((?:\\d+L?|[, ]){0,400})\\)");

  /// Reads it; the content then stands at the first number.
  static NpyHeader read(Content content) {
    byte[] start = new byte[8];
    content.read(start, 0, start.length);
    int version = start[6];
    if (version < 1 || version > 3 || start[7] != 0) {
      throw Problem.at(content.place(6), "unknown version of the .npy format")
          .given(version + "." + start[7])
          .expected("1.0, 2.0 or 3.0")
          .fix("save the array again (numpy.save)");
    }
    byte[] size = new byte[version == 1 ? 2 : 4];
    content.read(size, 0, size.length);
    long length = 0;
    for (int i = size.length - 1; i >= 0; i--) {
      length = length << 8 | (size[i] & 0xff);
    }
    if (length > LONGEST) {
      throw Problem.at(content.place(8), "implausible header length")
          .given(Problem.count(length) + " bytes")
          .expected("at most " + Problem.count(LONGEST))
          .fix("download or copy the file again");
    }
    byte[] text = new byte[(int) length];
    long at = content.position();
    content.read(text, 0, text.length);
    return parse(content.place(at), new String(text, StandardCharsets.UTF_8));
  }

  private static NpyHeader parse(String place, String text) {
    Matcher type = find(TYPE, place, text, "a plain type such as 'descr': '<f4'");
    Matcher fortran = find(FORTRAN, place, text, "'fortran_order': True or False");
    Matcher shape = find(SHAPE, place, text, "dimensions such as 'shape': (60000, 28, 28)");
    String[] extents = shape.group(1).replaceAll("[ L]", "").split(",");
    boolean scalar = extents.length == 1 && extents[0].isEmpty();
    if (extents.length > MOST_EXTENTS || Arrays.stream(extents).anyMatch(e -> e.length() > 18)) {
      throw wrong(place, text, "at most " + MOST_EXTENTS + " dimensions, of at most 18 digits");
    }
    if (!scalar && Arrays.stream(extents).anyMatch(String::isEmpty)) {
      throw wrong(place, text, "a number between the commas of the shape");
    }
    return new NpyHeader(
        type.group("code"),
        type.group("order").equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        fortran.group(1).equals("True"),
        scalar ? new long[0] : Arrays.stream(extents).mapToLong(Long::parseLong).toArray());
  }

  private static Matcher find(Pattern pattern, String place, String text, String expected) {
    Matcher matcher = pattern.matcher(text);
    if (!matcher.find()) {
      throw wrong(place, text, expected);
    }
    return matcher;
  }

  private static DataException wrong(String place, String text, String expected) {
    return Problem.at(place, "the header doesn't describe an array of numbers")
        .given(Problem.quote(text.strip()))
        .expected(expected)
        .fix(
            OBJECTS.matcher(text).find()
                ? "convert Python's objects before saving: array.astype('U') for names,"
                    + " array.astype('float32') for numbers"
                : "save a plain array of numbers (numpy.save); objects and records can't be read");
  }

  /// Bytes per number of that code: 4 for `f4`; four times the letters for text, `U5`.
  int bytes() {
    int count = Integer.parseInt(code.substring(1));
    return code.charAt(0) == 'U' ? 4 * count : count;
  }

  /// The shape as Python prints it: `(40,)`, `(40, 28, 28)`.
  String tuple() {
    return Arrays.stream(shape)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", "(", shape.length == 1 ? ",)" : ")"));
  }
}
