package dev.kern.data.csv;

import static dev.kern.data.csv.CsvColumns.OTHER;

import dev.kern.data.file.Content;
import dev.kern.data.file.DataException;
import dev.kern.data.file.NumberArray;
import dev.kern.data.file.NumberType;
import dev.kern.data.file.Problem;
import dev.kern.data.file.StoredNumbers;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A table of pixels as text, open for reading; it may be gzipped or in an archive.
///
/// Opening looks at the first row alone, unless only the others can tell where the labels are.
/// [#scan] goes through all rows, checks them, and notes the labels; only then are its numbers
/// known to be there. Reading them goes through the text again, so that it needs the memory of a
/// row. Numbers are bytes if all are whole and at most 255, unless all are 0 or 1. Not thread-safe.
public final class CsvFile implements NumberArray, AutoCloseable {
  private static final int CHUNK = 1 << 18;
  private static final int MOST_CLASSES = 1 << 16;
  private static final int MOST_BYTE = 255;
  private static final int MOST_SHORT = 65_535;
  private static final int SNIFFED = 1 << 12;
  private static final String SEPARATORS = ",;\t";

  private final Content content;
  private final char separator;
  private final CsvColumns columns;
  private final int pixels;
  private final Map<String, Integer> labels = new LinkedHashMap<>();
  private final List<Long> lines = new ArrayList<>(); // where each label is first
  private int[] rowLabels = new int[64];
  private int rows;
  private NumberType type = NumberType.FLOAT32;

  private CsvFile(Content content) {
    this.content = content;
    this.separator = separator(content);
    CsvRows reader = new CsvRows(content, separator);
    if (!reader.nextRow()) {
      throw Problem.at(content.place(), "the table is empty")
          .expected("label,pixel0,pixel1,… and a row for each image")
          .fix("download or copy the file again");
    }
    this.columns =
        CsvColumns.of(
            reader.place(),
            reader.row(CsvColumns.MOST),
            (named, first, last) ->
                LabelColumn.isLast(images(content, separator, named), first, last));
    this.pixels = (int) Arrays.stream(columns.shape()).reduce(1, (a, b) -> a * b);
  }

  /// Reads the first row and takes ownership of the content: closing this closes it.
  ///
  /// Fails with `DataException` if it isn't that of a table of images.
  public static CsvFile of(Content content) {
    return content.handOver(CsvFile::new);
  }

  /// Whether the content begins as a table of images does.
  public static boolean accepts(Content content) {
    try {
      CsvRows reader = new CsvRows(content, separator(content));
      return isText(content) && reader.nextRow() && CsvColumns.areIn(reader.row(SNIFFED));
    } catch (DataException _) {
      return false; // no cells, or no text
    }
  }

  private static boolean isText(Content content) {
    long back = content.position();
    boolean text = true;
    for (byte c : start(content)) {
      text &= c < 0 || c >= ' ' || c == '\t' || c == '\r' || c == '\n';
    }
    content.goTo(back);
    return text;
  }

  private static byte[] start(Content content) {
    content.goTo(0);
    byte[] start = new byte[SNIFFED];
    return Arrays.copyOf(start, content.readUpTo(start, 0, start.length));
  }

  /// What there is most of in the first line.
  private static char separator(Content content) {
    int[] counts = new int[SEPARATORS.length()];
    for (byte c : start(content)) {
      if (c == '\n' || c == '\r') {
        break;
      }
      int kind = SEPARATORS.indexOf(c);
      if (kind >= 0) {
        counts[kind]++;
      }
    }
    int most = 0;
    for (int i = 1; i < counts.length; i++) {
      most = counts[i] > counts[most] ? i : most;
    }
    return SEPARATORS.charAt(most);
  }

  /// A reader that stands before the first image.
  private CsvRows images() {
    return images(content, separator, columns.named());
  }

  private static CsvRows images(Content content, char separator, boolean named) {
    CsvRows reader = new CsvRows(content, separator);
    if (named && reader.nextRow()) {
      while (reader.nextCell()) {}
    }
    return reader;
  }

  /// Goes through all rows; to be called once, before all else.
  ///
  /// Fails with `DataException`, naming the line, if one has more or fewer cells than the first, or
  /// a cell isn't a number.
  public void scan() {
    CsvRows reader = images();
    boolean whole = true;
    int most = 0;
    while (reader.nextRow()) {
      int column = 0;
      while (reader.nextCell()) {
        int target = column < columns.targets().length ? columns.targets()[column] : OTHER;
        if (target >= 0) {
          int number = reader.whole();
          most = Math.max(most, number);
          if (number < 0) {
            whole = false;
            expectNumber(reader, column);
          }
        } else if (target == CsvColumns.LABEL) {
          addLabel(reader);
        }
        column++;
      }
      expectCells(reader, column);
      rows++;
    }
    if (rows == 0) {
      throw Problem.at(content.place(), "the table has no rows but that of its names")
          .expected("a row for each image")
          .fix("download or copy the file again");
    }
    type =
        !whole || most <= 1
            ? NumberType.FLOAT32
            : most <= MOST_BYTE
                ? NumberType.UINT8
                : most <= MOST_SHORT ? NumberType.UINT16 : NumberType.INT32;
  }

  private void expectCells(CsvRows reader, int count) {
    if (count != columns.targets().length) {
      throw reader.wrong(
          "the row has %s cells than the first"
              .formatted(count < columns.targets().length ? "fewer" : "more"),
          Problem.count(count),
          Problem.count(columns.targets().length));
    }
  }

  private static void expectNumber(CsvRows reader, int column) {
    if (Float.isNaN(reader.real())) {
      throw reader.wrong(
          "the pixel in column %s isn't a number".formatted(Problem.count(column + 1L)),
          Problem.quote(reader.text()),
          "a number such as 0, 255 or 0.5");
    }
  }

  private void addLabel(CsvRows reader) {
    String text = reader.text();
    if (text.isEmpty()) {
      throw reader.wrong("the label is missing", "an empty cell", "a class");
    }
    Integer label = labels.get(text);
    if (label == null) {
      if (labels.size() == MOST_CLASSES) {
        throw reader.wrong(
            "the table has too many classes",
            "more than " + Problem.count(MOST_CLASSES) + " different labels",
            "a label that other images have too");
      }
      label = labels.size();
      labels.put(text, label);
      lines.add(reader.rowLine());
    }
    if (rows == rowLabels.length) {
      rowLabels = Arrays.copyOf(rowLabels, 2 * rows);
    }
    rowLabels[rows] = label;
  }

  /// Whether it has a column of labels.
  public boolean isLabelled() {
    return columns.labelled();
  }

  /// A label, and the first line that has it.
  public record Label(String text, long line) {}

  /// The different labels, in the order in which they come; known after [#scan].
  public List<Label> labels() {
    List<Label> all = new ArrayList<>();
    labels.forEach((text, index) -> all.add(new Label(text, lines.get(index))));
    return all;
  }

  /// For each row which of [#labels] it has; known after [#scan].
  public int[] rowLabels() {
    return Arrays.copyOf(rowLabels, rows);
  }

  /// What was guessed, a line each.
  public List<String> notes() {
    return columns.notes().stream().map(note -> content.place() + ": " + note).toList();
  }

  @Override
  public long[] shape() {
    long[] shape = new long[columns.shape().length + 1];
    shape[0] = rows;
    System.arraycopy(columns.shape(), 0, shape, 1, shape.length - 1);
    return shape;
  }

  @Override
  public Optional<NumberType> type() {
    return Optional.of(type);
  }

  @Override
  public String place() {
    return content.place();
  }

  @Override
  public StoredNumbers numbers() {
    int[] stored = IntStream.rangeClosed(0, columns.shape().length).toArray();
    return new StoredNumbers(this, type(), ByteOrder.LITTLE_ENDIAN, shape(), stored, this::read);
  }

  private void read(int bytes, StoredNumbers.Sink sink) {
    int inChunk = Math.max(1, Math.floorDiv(CHUNK, pixels * bytes));
    byte[] chunk = new byte[inChunk * pixels * bytes];
    ByteBuffer numbers = ByteBuffer.wrap(chunk).order(ByteOrder.LITTLE_ENDIAN);
    CsvRows reader = images();
    int row = 0;
    for (; row < rows && reader.nextRow(); row++) {
      int first = row % inChunk * pixels;
      int column = 0;
      for (; reader.nextCell() && column < columns.targets().length; column++) {
        int target = columns.targets()[column];
        if (target >= 0 && !put(reader, numbers, first + target)) {
          throw changed(reader);
        }
      }
      if (column != columns.targets().length) {
        throw changed(reader);
      }
      if ((row + 1) % inChunk == 0) {
        sink.take(chunk, chunk.length / bytes, (row + 1L - inChunk) * pixels);
      }
    }
    if (row < rows) {
      throw changed(reader);
    }
    int rest = rows % inChunk;
    if (rest > 0) {
      sink.take(chunk, rest * pixels, (long) (rows - rest) * pixels);
    }
  }

  /// Puts a cell among the numbers; false if it is none of their type.
  private boolean put(CsvRows reader, ByteBuffer numbers, int at) {
    int whole = reader.whole();
    switch (type) {
      case UINT8 -> numbers.put(at, (byte) whole);
      case UINT16 -> numbers.putShort(at * Short.BYTES, (short) whole);
      case INT32 -> numbers.putInt(at * Integer.BYTES, whole);
      default -> {
        float real = whole >= 0 ? whole : reader.real();
        numbers.putFloat(at * Float.BYTES, real);
        return !Float.isNaN(real);
      }
    }
    return whole >= 0;
  }

  private static DataException changed(CsvRows reader) {
    return Problem.at(reader.place(), "the table changed while it was read")
        .expected("the rows that were there just before")
        .fix("read it again when nothing writes to it");
  }

  /// Type and shape, as NumPy tells them: `uint8 (42000, 28, 28)`.
  @Override
  public String toString() {
    return type
        + Arrays.stream(shape())
            .mapToObj(Long::toString)
            .collect(Collectors.joining(", ", " (", ")"));
  }

  @Override
  public void close() {
    content.close();
  }
}
