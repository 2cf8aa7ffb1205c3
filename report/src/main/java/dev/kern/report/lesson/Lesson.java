package dev.kern.report.lesson;

import static dev.kern.report.lesson.Board.CELL;
import static dev.kern.report.lesson.Experiment.FILTER;
import static dev.kern.report.lesson.Experiment.MAP;

import dev.kern.data.file.AtomicOutput;
import dev.kern.report.lesson.Experiment.Moment;
import dev.kern.report.markup.Element;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/// The pictures of a lesson on convolutional networks, drawn for any letter: what a convolution
/// does to it, number by number, what pooling does, and what gradient descent does to a filter.
///
/// Kern computes what they show. The same letter gives the same files.
///
/// | file              | what it shows                                                  |
/// |-------------------|----------------------------------------------------------------|
/// | `convolution.svg` | one place of a filter: window, filter, products, sum           |
/// | `sliding.svg`     | the filter at three places, the feature map as it fills        |
/// | `filters.svg`     | three filters, their feature maps, and these without negatives |
/// | `pooling.svg`     | the largest number of each square of four                      |
/// | `step.svg`        | one step of gradient descent                                   |
/// | `learning.svg`    | a filter on its way to the one that it learns from             |
public final class Lesson {
  private static final double LEFT = 20;
  private static final double TOP = 16;
  private static final double SIGN = 44;
  private static final double BELOW = 20;
  private static final double LETTER = Letter.SIZE * CELL;
  private static final double SIDE = FILTER * CELL;

  /// Finds upright edges: positive where paper becomes ink from left to right, negative where ink
  /// becomes paper.
  private static final Numbers VERTICAL = Numbers.square(-1, 0, 1, -1, 0, 1, -1, 0, 1);

  private static final Numbers HORIZONTAL = Numbers.square(-1, -1, -1, 0, 0, 0, 1, 1, 1);
  private static final Numbers MIDDLE = Numbers.square(-1, 2, -1, -1, 2, -1, -1, 2, -1);

  private static final Numbers START =
      Numbers.square(0.3f, -0.2f, 0.1f, 0.4f, 0.2f, -0.3f, -0.1f, 0.2f, 0.3f);

  private final Letter letter;
  private final Numbers pixels;

  private Lesson(Letter letter) {
    this.letter = letter;
    pixels = letter.pixels();
  }

  /// The pictures of a letter by the names of their files, as the content of SVG files.
  public static Map<String, String> pictures(Letter letter) {
    Lesson lesson = new Lesson(letter);
    Map<String, String> pictures = new LinkedHashMap<>();
    pictures.put("convolution.svg", lesson.convolution());
    pictures.put("sliding.svg", lesson.sliding());
    pictures.put("filters.svg", lesson.filters());
    pictures.put("pooling.svg", lesson.pooling());
    pictures.put("step.svg", lesson.step());
    pictures.put("learning.svg", lesson.learning());
    return pictures;
  }

  /// Writes the pictures of a letter into a folder, in place of those that are there.
  ///
  /// Fails with `DataException` if they can't be written.
  public static void write(Letter letter, Path folder) {
    pictures(letter)
        .forEach((name, picture) -> AtomicOutput.replace(folder.resolve(name), picture));
  }

  private String convolution() {
    Numbers map = Experiment.convolve(pixels, VERTICAL);
    int place = map.greatest();
    Board board = new Board();
    double middle = TOP + LETTER / 2;
    double x = LEFT;
    window(board, x, TOP, place);
    caption(board, x, LETTER, TOP + LETTER, "the letter, and the window");
    x += LETTER;
    board.sign(x + SIGN / 2, middle, "×");
    x += SIGN;
    board.numbers(x, middle - SIDE / 2, VERTICAL);
    caption(board, x, SIDE, middle + SIDE / 2, "the filter");
    x += SIDE;
    board.sign(x + SIGN / 2, middle, "=");
    x += SIGN;
    products(board, x, middle - SIDE / 2, place);
    caption(board, x, SIDE, middle + SIDE / 2, "the products");
    x += SIDE;
    board.sign(x + SIGN, middle, "sum " + sum(map, place));
    x += 2 * SIGN;
    map(board, x, middle - MAP * CELL / 2, map, map.values().length, place);
    caption(board, x, MAP * CELL, middle + MAP * CELL / 2, "the feature map");
    return board.svg("A convolution at one place of a letter");
  }

  private static String sum(Numbers map, int place) {
    return Element.plain(map.values()[place]);
  }

  private void window(Board board, double x, double y, int place) {
    board.letter(x, y, pixels);
    board.point(x, y, place / MAP, place % MAP, FILTER);
  }

  private void products(Board board, double x, double y, int place) {
    Numbers below = pixels.below(place / MAP, place % MAP, FILTER);
    board.numbers(x, y, below.times(VERTICAL), 1, FILTER * FILTER);
  }

  private static void map(Board board, double x, double y, Numbers map, int count, int place) {
    board.numbers(x, y, map, map.strongest(), count);
    board.point(x, y, place / MAP, place % MAP, 1);
  }

  private static void caption(Board board, double x, double width, double bottom, String text) {
    board.caption(x + width / 2, bottom + BELOW, text);
  }

  private String sliding() {
    Numbers map = Experiment.convolve(pixels, VERTICAL);
    List<Integer> places =
        IntStream.of(0, map.greatest(), map.least()).distinct().sorted().boxed().toList();
    Board board = new Board();
    double y = TOP;
    for (int place : places) {
      double middle = y + LETTER / 2;
      double x = LEFT;
      window(board, x, y, place);
      x += LETTER + SIGN;
      products(board, x, middle - SIDE / 2, place);
      caption(board, x, SIDE, middle + SIDE / 2, "sum " + sum(map, place));
      x += SIDE;
      board.sign(x + SIGN / 2, middle, "→");
      x += SIGN;
      map(board, x, middle - MAP * CELL / 2, map, place + 1, place);
      y += LETTER + BELOW;
    }
    return board.svg("A filter at three places of a letter");
  }

  private String filters() {
    Board board = new Board();
    double height = MAP * CELL;
    double y = TOP;
    double middle = TOP + (3 * height + 2 * BELOW) / 2;
    board.letter(LEFT, middle - LETTER / 2, pixels);
    double start = LEFT + LETTER + SIGN;
    double end = 0;
    for (Numbers filter : List.of(VERTICAL, HORIZONTAL, MIDDLE)) {
      Numbers map = Experiment.convolve(pixels, filter);
      double x = start;
      board.numbers(x, y + (height - SIDE) / 2, filter);
      x += SIDE;
      board.sign(x + SIGN / 2, y + height / 2, "→");
      x += SIGN;
      board.numbers(x, y, map);
      x += height;
      board.sign(x + SIGN / 2, y + height / 2, "→");
      x += SIGN;
      board.numbers(
          x, y, Experiment.activate(pixels, filter), map.strongest(), map.values().length);
      end = x;
      y += height + BELOW;
    }
    double bottom = y - BELOW;
    caption(board, LEFT, LETTER, middle + LETTER / 2, "the letter");
    caption(board, start, SIDE, bottom, "three filters");
    caption(board, start + SIDE + SIGN, height, bottom, "their feature maps");
    caption(board, end, height, bottom, "after relu");
    return board.svg("Three filters and what they find in a letter");
  }

  private String pooling() {
    Numbers active = Experiment.activate(pixels, VERTICAL);
    Numbers pooled = Experiment.pool(pixels, VERTICAL);
    Board board = new Board();
    double side = MAP * CELL;
    double x = LEFT;
    board.numbers(x, TOP, active);
    for (int i = 0; i < pooled.values().length; i++) {
      board.point(x, TOP, i / pooled.columns() * 2, i % pooled.columns() * 2, 2);
    }
    caption(board, x, side, TOP + side, "a feature map in squares of four");
    x += side;
    board.sign(x + SIGN, TOP + side / 2, "→");
    x += 2 * SIGN;
    board.numbers(x, TOP + (side - SIDE) / 2, pooled);
    caption(board, x, SIDE, TOP + (side + SIDE) / 2, "the largest of each");
    return board.svg("Pooling: the largest number of each square of four");
  }

  private String step() {
    List<Moment> moments = Experiment.learn(letter, START, VERTICAL, 0, 1);
    Moment before = moments.getFirst();
    Moment after = moments.getLast();
    Board board = new Board();
    double middle = TOP + SIDE / 2;
    double x = LEFT;
    board.numbers(x, TOP, before.filter(), 1, FILTER * FILTER);
    caption(board, x, SIDE, TOP + SIDE, "a filter: " + loss(before));
    x += SIDE + SIGN;
    board.sign(x, middle, "− " + Element.plain(Experiment.RATE) + " ×");
    x += SIGN;
    board.numbers(x, TOP, before.gradient());
    caption(board, x, SIDE, TOP + SIDE, "its gradient");
    x += SIDE + SIGN;
    board.sign(x, middle, "=");
    x += SIGN;
    board.numbers(x, TOP, after.filter(), 1, FILTER * FILTER);
    caption(board, x, SIDE, TOP + SIDE, "a better one: " + loss(after));
    return board.svg("One step of gradient descent");
  }

  private static String loss(Moment moment) {
    return "loss " + Element.plain(moment.loss());
  }

  private String learning() {
    List<Moment> moments = Experiment.learn(letter, START, VERTICAL, 0, 1, 5, 20, 200);
    Board board = new Board();
    double side = MAP * CELL;
    double strongest = Experiment.convolve(pixels, VERTICAL).strongest();
    double x = LEFT;
    for (Moment moment : moments) {
      double indent = (side - SIDE) / 2;
      board.caption(x + side / 2, TOP + 8, "step " + moment.step() + ": " + loss(moment));
      board.numbers(x + indent, TOP + BELOW, moment.filter(), 1, FILTER * FILTER);
      board.numbers(
          x,
          TOP + 2 * BELOW + SIDE,
          Experiment.convolve(pixels, moment.filter()),
          strongest,
          MAP * MAP);
      x += side + BELOW;
    }
    return board.svg("A filter as it learns");
  }
}
