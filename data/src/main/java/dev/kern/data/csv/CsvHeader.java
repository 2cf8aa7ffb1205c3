package dev.kern.data.csv;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/// The first row of a table: names of columns, or an image already.
///
/// | first row                                      | is                                           |
/// |------------------------------------------------|----------------------------------------------|
/// | `label,pixel0,pixel1,…`, `,0,1,…`              | names                                        |
/// | `0,1,2,…`, or `5,0,0.1,0.2,…` with no two alike | names: columns counted, or, by pandas, an   |
/// |                                                | image whose numbers it has made different    |
/// | `5,0,0,12,…`, `cat,0,0,12,…`                   | an image                                     |
///
/// @param cells its cells
/// @param areNames whether they are names
record CsvHeader(List<String> cells, boolean areNames) {
  private static final int COUNTED = 10;
  private static final int DIFFERENT = 64;
  private static final Pattern SMALL = Pattern.compile("\\d{1,4}(\\.\\d{1,4})?");

  static CsvHeader of(List<String> cells) {
    List<String> numbers = cells.stream().filter(CsvHeader::isNumber).toList();
    int words = cells.size() - numbers.size();
    if (words == 0) {
      return new CsvHeader(
          cells, cells.size() > COUNTED && (count(numbers) || areDifferent(numbers)));
    }
    boolean atAnEnd = !isNumber(cells.getFirst()) || !isNumber(cells.getLast());
    // One word beside numbers is the class of an image.
    boolean image = words == 1 && atAnEnd && numbers.size() > 1 && !count(numbers);
    return new CsvHeader(cells, !image);
  }

  /// Whether a cell is a number, as [CsvRows#real] takes one.
  static boolean isNumber(String cell) {
    boolean digit = false;
    for (int i = 0; i < cell.length(); i++) {
      char c = cell.charAt(i);
      digit |= c >= '0' && c <= '9';
      if ((c < '0' || c > '9') && ".-+eE".indexOf(c) < 0) {
        return false;
      }
    }
    return digit && cell.charAt(0) != 'e' && cell.charAt(0) != 'E';
  }

  private static boolean count(List<String> numbers) {
    return counts(numbers, 0) || counts(numbers, 1);
  }

  private static boolean counts(List<String> numbers, int from) {
    return IntStream.range(0, numbers.size())
        .allMatch(i -> numbers.get(i).equals(Integer.toString(i + from)));
  }

  private static boolean areDifferent(List<String> numbers) {
    return numbers.size() > DIFFERENT
        && numbers.stream().allMatch(number -> SMALL.matcher(number).matches())
        && new HashSet<>(numbers).size() == numbers.size();
  }

  /// The names in lower case; those that are numbers alone, or an image, tell nothing.
  List<String> names() {
    return areNames && !cells.stream().allMatch(CsvHeader::isNumber)
        ? cells.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList()
        : List.of();
  }
}
