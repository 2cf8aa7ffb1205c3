package dev.kern.data.csv;

import java.util.BitSet;

/// Which of two columns of numbers holds labels where no name tells: the first, unless the numbers
/// of the last look more like class indices.
///
/// Those are whole and without gaps from 0 or 1 on, two or more, and fewer than the other column
/// has. A pixel at the border of an image often has one value in all rows, one within it many.
final class LabelColumn {
  private static final int MOST = 1 << 16;

  private final BitSet values = new BitSet();
  private boolean whole = true;

  private LabelColumn() {}

  /// Whether labels are in the last of two columns.
  ///
  /// Fails with `DataException` if the text can't be split into cells.
  ///
  /// @param reader stands before the first image, and is read to the end
  static boolean isLast(CsvRows reader, int first, int last) {
    LabelColumn atFirst = new LabelColumn();
    LabelColumn atLast = new LabelColumn();
    while (reader.nextRow()) {
      for (int column = 0; reader.nextCell(); column++) {
        if (column == first) {
          atFirst.add(reader.whole());
        } else if (column == last) {
          atLast.add(reader.whole());
        }
      }
    }
    boolean fewer = !atFirst.areIndices() && atLast.differing() < atFirst.differing();
    return atLast.areIndices() && (fewer || atFirst.differing() < 2);
  }

  private void add(int number) {
    if (number < 0 || number >= MOST) {
      whole = false;
    } else {
      values.set(number);
    }
  }

  private boolean areIndices() {
    int least = values.nextSetBit(0);
    return whole
        && differing() >= 2
        && least <= 1
        && values.nextClearBit(least) == values.length(); // no gaps
  }

  /// How many different numbers there are: all the more if some can be no index.
  private int differing() {
    return whole ? values.cardinality() : Integer.MAX_VALUE;
  }
}
