package dev.kern.report.sheet;

import dev.kern.data.Dataset;
import dev.kern.data.Sample;
import dev.kern.data.Split;
import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import dev.kern.report.draw.Drawing;
import dev.kern.report.draw.Ink;
import dev.kern.report.draw.Painter;
import dev.kern.report.draw.PngFile;
import dev.kern.report.draw.Raster;
import dev.kern.report.draw.Thumbnail;
import dev.kern.report.draw.Unit;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;

/// What a data set looks like: a row of images for each class, its name and their number at the
/// left.
///
/// Small images are enlarged by whole numbers, large ones shrunk to means of squares; with many
/// classes rows go on in further columns, and the sheet never takes more than 32 million pixels.
public final class ContactSheet {
  private static final int LONGEST_NAME = 18;
  private static final double LEAST_NAMES = 64;

  private final Dataset data;
  private final Split split;
  private final String what;
  private final Sample sample;
  private final Grid grid;
  private final long seed;

  private ContactSheet(
      Dataset data, Split split, String what, Sample sample, Grid grid, long seed) {
    this.data = data;
    this.split = split;
    this.what = what;
    this.sample = sample;
    this.grid = grid;
    this.seed = seed;
  }

  /// A sheet of images of a split, drawn at random, as many of each class as look well.
  ///
  /// Fails with `DataException` if there is no room for the classes.
  ///
  /// @param what the split in words, such as `training images`
  /// @param seed which; the same ones for the same seed
  public static ContactSheet of(Dataset data, Split split, String what, long seed) {
    return of(data, split, what, OptionalInt.empty(), seed);
  }

  /// The same with so many images of each class.
  ///
  /// Fails with `DataException` if there is no room for as many as are wanted.
  public static ContactSheet of(Dataset data, Split split, String what, int perClass, long seed) {
    return of(data, split, what, OptionalInt.of(perClass), seed);
  }

  static ContactSheet of(Dataset data, Split split, String what, OptionalInt perClass, long seed) {
    double names = Math.max(LEAST_NAMES, longest(data.classNames()) + 14);
    int largest = largest(split, data.classes());
    Grid grid =
        Grid.of(data.shape(), data.classes(), names, perClass, largest)
            .orElseThrow(() -> noRoom(data, names));
    Sample sample = Sample.of(split, data.classes(), grid.perClass(), seed);
    return new ContactSheet(data, split, what, sample, grid, seed);
  }

  private static int largest(Split split, int classes) {
    int[] counts = new int[classes];
    int largest = 1;
    for (int i = 0; i < split.count(); i++) {
      largest = Math.max(largest, ++counts[split.label(i)]);
    }
    return largest;
  }

  private static DataException noRoom(Dataset data, double names) {
    int most = Grid.most(data.shape(), data.classes(), names);
    return Problem.at(data.provenance().source(), "too many images for one sheet")
        .given(Problem.count(data.classes()) + " classes")
        .expected(most == 0 ? "fewer classes" : "at most " + most + " images of each class")
        .fix(most == 0 ? "use fewer classes" : "--per-class " + most);
  }

  private static double longest(List<String> names) {
    return names.stream()
        .mapToDouble(name -> Sheet.length(Sheet.shortened(name, LONGEST_NAME), Sheet.NAME))
        .max()
        .orElse(0);
  }

  /// How many images it shows.
  public int images() {
    return sample.size();
  }

  /// How many it shows of each class that has as many.
  public int perClass() {
    return grid.perClass();
  }

  /// Its columns.
  public int width() {
    return (int) Math.ceil(grid.sheetWidth());
  }

  /// Its rows.
  public int height() {
    return (int) Math.ceil(grid.sheetHeight());
  }

  /// Writes it as a PNG file, in place of the one that is there.
  ///
  /// Fails with `DataException` if it can't be written.
  public void write(Path file) {
    PngFile.write(file, drawing(), Painter.SCREEN);
  }

  /// The sheet, laid out.
  Drawing drawing() {
    Sheet sheet = new Sheet();
    String source = data.provenance().source();
    int letters = (int) (grid.sheetWidth() / (0.6 * Sheet.TITLE));
    double x = Sheet.MARGIN;
    sheet.text(x, 38, Sheet.shortened(source, letters), Sheet.TITLE, Ink.TEXT);
    sheet.text(x, 58, Sheet.shortened(words(), 2 * letters), Sheet.DETAIL, Ink.FAINT);
    for (int label = 0; label < data.classes(); label++) {
      row(sheet, label);
    }
    return sheet.drawing(source, grid.sheetWidth(), grid.sheetHeight());
  }

  private String words() {
    return "%s %s of %s, %s of each class drawn with seed %d"
        .formatted(
            Unit.count(split.count()), what, data.shape(), Unit.count(grid.perClass()), seed);
  }

  private void row(Sheet sheet, int label) {
    Sample.Drawn drawn = sample.classes().get(label);
    String name = data.classNames().get(label);
    double x = grid.x(label);
    double y = grid.y(label);
    sheet.text(x, y + 15, Sheet.shortened(name, LONGEST_NAME), Sheet.NAME, Ink.TEXT);
    sheet.text(x, y + 31, Unit.count(drawn.count()), Sheet.DETAIL, Ink.FAINT);
    for (int i = 0; i < drawn.images().size(); i++) {
      int image = drawn.images().get(i);
      Raster raster = Thumbnail.of(split, image, data.normalization(), grid.longest());
      String tip = "%s, no. %d".formatted(name, image);
      sheet.image(grid.x(label, i), grid.y(label, i), grid.width(), grid.height(), raster, tip);
    }
  }
}
