package dev.kern.data.npy;

import dev.kern.data.file.Content;
import dev.kern.data.file.NumberArray;
import dev.kern.data.file.NumberType;
import dev.kern.data.file.Problem;
import dev.kern.data.file.StoredNumbers;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// An `.npy` file, open for reading; it may be gzipped or in an archive.
///
/// Opening checks that the file has exactly the declared numbers, before memory is allocated. Not
/// thread-safe.
public final class NpyFile implements NumberArray, AutoCloseable {
  private static final int MOST_TEXTS = 1 << 24;
  private static final int LONGEST_TEXT = 1000;
  private static final Charset UTF_32LE = Charset.forName("UTF-32LE");
  private static final Charset UTF_32BE = Charset.forName("UTF-32BE");

  private final Content content;
  private final NpyHeader header;
  private final long dataAt;
  private final long size;

  private NpyFile(Content content, NpyHeader header) {
    this.content = content;
    this.header = header;
    this.dataAt = content.position();
    this.size = StoredNumbers.expectRest(content, this, header.shape(), header.bytes());
  }

  /// Reads the header and takes ownership of the content: closing this closes it.
  ///
  /// Fails with `DataException` if it isn't an `.npy` file.
  public static NpyFile of(Content content) {
    return content.handOver(NpyFile::read);
  }

  /// Whether the content begins as an `.npy` file does.
  public static boolean accepts(Content content) {
    return content.startsWith(0x93, 'N', 'U', 'M', 'P', 'Y');
  }

  private static NpyFile read(Content content) {
    if (!accepts(content)) {
      throw Problem.at(content.place(0), "not a valid .npy file")
          .expected("the bytes 93 4e 55 4d 50 59 at the start")
          .fix("save the array with numpy.save or numpy.savez");
    }
    NpyHeader header = NpyHeader.read(content);
    return new NpyFile(content, header);
  }

  @Override
  public long[] shape() {
    return header.shape().clone();
  }

  @Override
  public Optional<NumberType> type() {
    return NumberType.ofCode(header.code());
  }

  @Override
  public String place() {
    return content.place(dataAt);
  }

  /// Whether it holds strings, of type `U` or `S`.
  public boolean isText() {
    return header.code().charAt(0) == 'U' || header.code().charAt(0) == 'S';
  }

  /// The strings of a one-dimensional array of type `U`, or `S` in UTF-8; equal ones are one
  /// object.
  ///
  /// Fails with `DataException` for an array of another type, or one too large for names of
  /// classes.
  public List<String> texts() {
    long[] shape = header.shape();
    boolean list = shape.length == 1 || (shape.length == 2 && shape[1] == 1);
    boolean wide = header.code().charAt(0) == 'U';
    if (!isText() || !list || size > MOST_TEXTS || header.bytes() > 4 * LONGEST_TEXT) {
      throw Problem.at(place(), "not an array of class names")
          .given(toString())
          .expected("strings (n,), of at most " + LONGEST_TEXT + " characters each")
          .fix("save numpy.array(['A', 'B', …])");
    }
    Charset utf32 = header.order() == ByteOrder.BIG_ENDIAN ? UTF_32BE : UTF_32LE;
    byte[] text = new byte[header.bytes()];
    content.goTo(dataAt);
    Map<String, String> known = new HashMap<>();
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      content.read(text, 0, text.length);
      String padded = new String(text, wide ? utf32 : StandardCharsets.UTF_8);
      int end = padded.indexOf('\0');
      String read = end < 0 ? padded : padded.substring(0, end);
      texts.add(known.computeIfAbsent(read, word -> word));
    }
    return List.copyOf(texts);
  }

  @Override
  public StoredNumbers numbers() {
    int rank = header.shape().length;
    int[] stored = new int[rank];
    for (int axis = 0; axis < rank; axis++) {
      stored[axis] = header.fortran() ? rank - 1 - axis : axis;
    }
    StoredNumbers.Source source = StoredNumbers.Source.of(content, dataAt, size);
    return new StoredNumbers(this, type(), header.order(), header.shape(), stored, source);
  }

  /// Type and shape: `uint8 (60000, 28, 28)`.
  @Override
  public String toString() {
    return type().map(NumberType::toString).orElse("'" + header.code() + "'")
        + " "
        + header.tuple();
  }

  @Override
  public void close() {
    content.close();
  }
}
