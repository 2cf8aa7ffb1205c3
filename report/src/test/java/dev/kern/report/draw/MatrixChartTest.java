package dev.kern.report.draw;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.report.draw.Mark.Box;
import dev.kern.report.draw.Mark.Label;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class MatrixChartTest {
  private static final List<List<Integer>> COUNTS = List.of(List.of(9, 1), List.of(0, 4));

  private static List<Box> boxes(Drawing drawing) {
    return drawing.marks().stream().filter(Box.class::isInstance).map(Box.class::cast).toList();
  }

  private static List<Label> labels(Drawing drawing) {
    return drawing.marks().stream().filter(Label.class::isInstance).map(Label.class::cast).toList();
  }

  private static Drawing square(int classes, String name) {
    List<Integer> row = Collections.nCopies(classes, 3);
    List<String> names = IntStream.range(0, classes).mapToObj(c -> name + c).toList();
    return new MatrixChart("matrix", names, Collections.nCopies(classes, row)).drawing();
  }

  @Test
  void showsCountsAndShares() {
    Drawing drawing = new MatrixChart("matrix", List.of("A", "B"), COUNTS).drawing();
    assertThat(labels(drawing))
        .extracting(Label::text)
        .containsExactly("predicted", "true", "9", "1", "4", "A", "A", "B", "B");
    assertThat(boxes(drawing))
        .extracting(Box::tip)
        .containsExactly(
            "A classified as A: 9 of 10, 90.0 %",
            "A classified as B: 1 of 10, 10.0 %",
            "B classified as A: 0 of 4, 0.0 %",
            "B classified as B: 4 of 4, 100.0 %");
    assertThat(boxes(drawing).get(1).strength()).isCloseTo(Math.sqrt(0.1), within(1e-12));
  }

  @Test
  void keepsInkOffClassesWithoutImages() {
    Drawing drawing =
        new MatrixChart("matrix", List.of("A", "B"), List.of(List.of(0, 0), List.of(0, 4)))
            .drawing();
    assertThat(boxes(drawing)).extracting(Box::strength).containsExactly(0.0, 0.0, 0.0, 1.0);
  }

  @Test
  void writesOnlyWhatFits() {
    assertThat(labels(square(20, "c"))).hasSize(2 + 20 * 20 + 2 * 20);
    assertThat(labels(square(21, "c"))).hasSize(2 + 2 * 21);
    assertThat(labels(square(61, "c"))).hasSize(2);
    assertThat(square(200, "c").width()).isLessThan(440);
  }

  @Test
  void leavesOutTheMillionEmptyCellsOfAThousandClasses() {
    List<Integer> empty = Collections.nCopies(1000, 0);
    List<List<Integer>> counts = new ArrayList<>(Collections.nCopies(1000, empty));
    List<Integer> row = new ArrayList<>(empty);
    row.set(7, 2);
    counts.set(3, row);
    List<String> names = IntStream.range(0, 1000).mapToObj(Integer::toString).toList();
    assertThat(boxes(new MatrixChart("matrix", names, counts).drawing()))
        .extracting(Box::tip)
        .containsExactly("3 classified as 7: 2 of 2, 100.0 %");
  }

  @Test
  void turnsLongNamesAndCutsVeryLongOnes() {
    Drawing drawing = square(10, "a very long name of a class, number ");
    assertThat(labels(drawing)).filteredOn(l -> l.text().equals("a very long n…")).hasSize(20);
    assertThat(labels(drawing)).filteredOn(Label::turned).hasSize(1 + 10);
    assertThat(labels(square(10, ""))).filteredOn(Label::turned).hasSize(1);
  }
}
