package dev.kern.report.graph;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/// The boxes of one part, side by side within their rows, in an order in which few lines cross:
/// each as near as can be to the mean place of what it is tied to.
final class Column {
  private static final int SWEEPS = 8;

  /// What a line that passes through a row takes of it.
  private static final double BEND = 26;

  private final double width;
  private final SortedMap<Integer, List<Cell>> rows = new TreeMap<>();

  /// A place in a row: a box, or a line on its way through.
  static final class Cell {
    private final int row;
    private final double width;
    private final boolean box;
    private final List<Cell> before = new ArrayList<>();
    private final List<Cell> after = new ArrayList<>();
    private double x;

    private Cell(int row, double width, boolean box) {
      this.row = row;
      this.width = width;
      this.box = box;
    }

    /// Its row.
    int row() {
      return row;
    }

    /// Its middle, from the middle of the column.
    double x() {
      return x;
    }

    private double mean(List<Cell> tied) {
      return tied.stream().mapToDouble(Cell::x).average().orElse(x);
    }
  }

  /// @param width what a box takes of its row
  Column(double width) {
    this.width = width;
  }

  /// A box at the end of its row.
  Cell box(int row) {
    return add(row, width, true);
  }

  private Cell add(int row, double wide, boolean box) {
    Cell cell = new Cell(row, wide, box);
    rows.computeIfAbsent(row, _ -> new ArrayList<>()).add(cell);
    return cell;
  }

  /// Ties two boxes; gives the places where the line passes through the rows between them.
  List<Cell> tie(Cell from, Cell to) {
    List<Cell> bends = new ArrayList<>();
    int step = Integer.signum(to.row - from.row);
    Cell last = from;
    for (int row = from.row + step; step != 0 && row != to.row; row += step) {
      Cell bend = add(row, BEND, false);
      bends.add(bend);
      tieNext(last, bend);
      last = bend;
    }
    tieNext(last, to);
    return bends;
  }

  private static void tieNext(Cell from, Cell to) {
    boolean down = from.row <= to.row;
    (down ? from : to).after.add(down ? to : from);
    (down ? to : from).before.add(down ? from : to);
  }

  /// Places all cells.
  void arrange() {
    rows.values().forEach(Column::spread);
    for (int sweep = 0; sweep < SWEEPS; sweep++) {
      boolean down = sweep % 2 == 0;
      Function<Cell, List<Cell>> tied = down ? cell -> cell.before : cell -> cell.after;
      List<List<Cell>> order = new ArrayList<>(rows.values());
      for (List<Cell> row : down ? order : order.reversed()) {
        row.sort(Comparator.comparingDouble(cell -> cell.mean(tied.apply(cell))));
        spread(row);
      }
    }
  }

  private static void spread(List<Cell> row) {
    double at = -width(row) / 2;
    for (Cell cell : row) {
      cell.x = at + cell.width / 2;
      at += cell.width;
    }
  }

  private static double width(List<Cell> row) {
    return row.stream().mapToDouble(cell -> cell.width).sum();
  }

  /// Whether there is a box in a row.
  boolean hasBox(int row) {
    return rows.getOrDefault(row, List.of()).stream().anyMatch(cell -> cell.box);
  }

  /// Whether a box is the outermost of its row.
  ///
  /// @param side 1 for the right, -1 for the left
  boolean isOutermost(Cell box, int side) {
    return rows.getOrDefault(box.row, List.of()).stream()
        .noneMatch(cell -> cell.box && side * (cell.x - box.x) > 0);
  }

  /// The width of the widest row.
  double width() {
    return rows.values().stream().mapToDouble(Column::width).max().orElse(0);
  }
}
