package dev.kern.data.csv;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// What the columns of a table are, as its first row tells: `pixel0, pixel1, …` are pixels of
/// square images, grey or in three colours; `1x1, 1x2, …` tell row and column, `1x1x1, …` the
/// channel too.
///
/// Where no name tells the labels, they are in the first column or the last if the others are
/// square images.
///
/// @param named whether the first row holds names, not an image
/// @param targets for each column the pixel that it holds, or [#LABEL] or [#OTHER]
/// @param labelled whether there is a column of labels
/// @param shape height and width, and channels unless there is one
/// @param notes what was guessed
@SuppressWarnings("ArrayRecordComponent") // of one file, never compared
record CsvColumns(
    boolean named, int[] targets, boolean labelled, long[] shape, List<String> notes) {
  static final int LABEL = -1;
  static final int OTHER = -2;

  /// The most pixels: those of 512 x 512.
  static final int MOST_PIXELS = 1 << 18;

  /// The most columns.
  static final int MOST = MOST_PIXELS + 16;

  private static final int LEAST_PIXELS = 4;
  private static final int LEAST_UNNAMED = 16;
  private static final int SHOWN = 6;
  private static final List<String> LABELS =
      List.of("label", "labels", "class", "target", "y", "digit", "letter", "category");
  private static final Pattern GRID = Pattern.compile("(\\d{1,4})x(\\d{1,4})(?:x(\\d))?");
  private static final Pattern NUMBERED =
      Pattern.compile("(?!unnamed)\\D*(\\d{1,9})(?:\\D+(\\d{1,4}))?(?:\\D+(\\d{1,4}))?");

  /// Looks for the labels in all rows, where the first row doesn't tell.
  @FunctionalInterface
  interface LabelSearch {
    /// Whether they are in the last of two columns, not in the first.
    ///
    /// @param named whether the first row holds names
    boolean areLast(boolean named, int first, int last);
  }

  /// A column of pixels.
  ///
  /// @param order the numbers of its name, which tell its place among the others
  @SuppressWarnings("ArrayRecordComponent") // of one row, and compared as the same or not
  private record Pixel(int column, int[] order) {
    static final Comparator<Pixel> ORDER = Comparator.comparing(Pixel::order, Arrays::compare);
  }

  /// Whether a first row is one of a table of images.
  static boolean areIn(List<String> row) {
    CsvHeader header = CsvHeader.of(row);
    List<String> names = header.names();
    return names.isEmpty()
        ? row.size() > LEAST_UNNAMED
            && row.stream().filter(CsvHeader::isNumber).count() >= row.size() - 1
        : pixels(names, -1).size() >= LEAST_PIXELS;
  }

  /// Decides; fails with `DataException` if no images can be in such columns.
  ///
  /// @param place where the row is
  static CsvColumns of(String place, List<String> row, LabelSearch search) {
    if (row.size() == MOST) {
      throw Problem.at(place, "the table has too many columns")
          .given(Problem.count(MOST) + " or more")
          .expected("one for each pixel of images of at most 512 x 512")
          .fix("use smaller images, or another format, such as npz");
    }
    CsvHeader header = CsvHeader.of(row);
    List<String> names = header.names();
    List<String> notes = new ArrayList<>();
    int label = label(header);
    List<Pixel> pixels =
        new ArrayList<>(names.isEmpty() ? every(row, label) : pixels(names, label));
    List<Pixel> inOrder = pixels.stream().sorted(Pixel.ORDER).toList();
    if (!inOrder.equals(pixels)) {
      pixels = new ArrayList<>(inOrder);
      notes.add("the columns of pixels were put in the order of their numbers");
    }
    boolean exact =
        !pixels.isEmpty()
            && !names.isEmpty()
            && GRID.matcher(names.get(pixels.getFirst().column)).matches();
    Optional<long[]> grid = grid(pixels).filter(sides -> exact || (sides[0] > 1 && sides[1] > 1));
    if (label < 0
        && grid.isEmpty()
        && square(pixels.size()).isEmpty()
        && square(pixels.size() - 1).isPresent()) {
      boolean last =
          search.areLast(header.areNames(), pixels.getFirst().column, pixels.getLast().column);
      label = (last ? pixels.removeLast() : pixels.removeFirst()).column;
      notes.add(
          "the %s column of numbers was taken for the labels".formatted(last ? "last" : "first"));
    }
    int count = pixels.size();
    long[] shape = grid.or(() -> square(count)).orElseThrow(() -> noImages(place, row, count));
    if (grid.isEmpty()) {
      String words =
          Arrays.stream(shape).mapToObj(Long::toString).collect(Collectors.joining(" x "));
      notes.add("rows of " + Problem.count(count) + " numbers were read as images of " + words);
    }
    int[] targets = new int[row.size()];
    Arrays.fill(targets, OTHER);
    for (int i = 0; i < count; i++) {
      targets[pixels.get(i).column] = i;
    }
    if (label >= 0) {
      targets[label] = LABEL;
    }
    List<String> others =
        IntStream.range(0, targets.length)
            .filter(i -> targets[i] == OTHER)
            .mapToObj(i -> Problem.quote(row.get(i)))
            .toList();
    if (!others.isEmpty()) {
      notes.add("columns of neither pixels nor labels were left out: " + Problem.list(others));
    }
    return new CsvColumns(header.areNames(), targets, label >= 0, shape, List.copyOf(notes));
  }

  /// The column of labels by its name, or that of the only word in an image, or -1.
  private static int label(CsvHeader header) {
    if (header.areNames()) {
      List<String> names = header.names();
      return LABELS.stream().mapToInt(names::indexOf).filter(i -> i >= 0).findFirst().orElse(-1);
    }
    List<String> cells = header.cells();
    return IntStream.range(0, cells.size())
        .filter(i -> !CsvHeader.isNumber(cells.get(i)))
        .findFirst()
        .orElse(-1);
  }

  private static List<Pixel> every(List<String> row, int label) {
    return IntStream.range(0, row.size())
        .filter(i -> i != label)
        .mapToObj(i -> new Pixel(i, new int[] {i}))
        .toList();
  }

  /// The columns whose names are those of pixels.
  private static List<Pixel> pixels(List<String> names, int label) {
    List<Pixel> inGrid = pixels(names, label, GRID);
    return inGrid.size() >= LEAST_PIXELS ? inGrid : pixels(names, label, NUMBERED);
  }

  private static List<Pixel> pixels(List<String> names, int label, Pattern pattern) {
    List<Pixel> pixels = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      Matcher name = pattern.matcher(names.get(i));
      if (i != label && name.matches()) {
        int[] order =
            IntStream.rangeClosed(1, name.groupCount())
                .mapToObj(name::group)
                .filter(group -> group != null)
                .mapToInt(Integer::parseInt)
                .toArray();
        pixels.add(new Pixel(i, order));
      }
    }
    return pixels;
  }

  /// The shape that names of row, column and channel tell, if these are just its pixels.
  private static Optional<long[]> grid(List<Pixel> pixels) {
    if (pixels.isEmpty() || pixels.getFirst().order.length < 2 || pixels.size() > MOST_PIXELS) {
      return Optional.empty();
    }
    int[] first = pixels.getFirst().order;
    int[] last = pixels.getLast().order;
    if (last.length != first.length) { // 1x2 and 1x2x3 are of no grid
      return Optional.empty();
    }
    long[] shape = new long[first.length];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = last[axis] - first[axis] + 1L;
    }
    int[] at = first.clone();
    for (Pixel pixel : pixels) {
      if (!Arrays.equals(pixel.order, at)) {
        return Optional.empty();
      }
      int axis = at.length - 1;
      while (axis > 0 && at[axis] == last[axis]) { // all begin anew but the first
        at[axis] = first[axis];
        axis--;
      }
      at[axis]++;
    }
    return Optional.of(shape);
  }

  /// Square images of that many numbers, if there are such.
  private static Optional<long[]> square(int count) {
    if (count > MOST_PIXELS) {
      return Optional.empty();
    }
    long side = Math.round(Math.sqrt(count));
    if (side > 1 && side * side == count) {
      return Optional.of(new long[] {side, side});
    }
    side = Math.round(Math.sqrt(count / 3.0));
    return side > 1 && 3 * side * side == count
        ? Optional.of(new long[] {side, side, 3})
        : Optional.empty();
  }

  private static DataException noImages(String place, List<String> row, int pixels) {
    String shown =
        Problem.list(row.stream().limit(SHOWN).map(Problem::quote).toList())
            + (row.size() > SHOWN ? ", …" : "");
    return Problem.at(place, "these columns aren't the pixels of square images")
        .given(
            "%s columns (%s), of which %s can be pixels"
                .formatted(Problem.count(row.size()), shown, Problem.count(pixels)))
        .expected("label,pixel0,pixel1,… with n x n or n x n x 3 pixels")
        .fix(
            pixels > 0
                ? "name the columns label,1x1,1x2,… (row x column) if the images aren't square"
                : row.stream().anyMatch("pixels"::equalsIgnoreCase)
                    ? "give each pixel a column of its own, as in label,pixel0,pixel1,…"
                    : "if the rows name image files, put those of each class in a folder named"
                        + " after it");
  }
}
