package dev.kern.report.draw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.report.draw.Mark.Align;
import dev.kern.report.draw.Mark.Box;
import dev.kern.report.draw.Mark.Curve;
import dev.kern.report.draw.Mark.Dot;
import dev.kern.report.draw.Mark.Image;
import dev.kern.report.draw.Mark.Label;
import dev.kern.report.draw.Mark.Point;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class PainterTest {
  private static final int WHITE = 0xffffff;

  private static Raster paint(Mark mark) {
    return Painter.paint(new Drawing("marks", 40, 20, List.of(mark)), Painter.PAPER);
  }

  @Test
  void paintsThreePixelsPerPoint() {
    Raster raster = paint(new Box(10, 5, 10, 5, Ink.HEAT, 1, ""));
    assertThat(raster.width()).isEqualTo(120);
    assertThat(raster.height()).isEqualTo(60);
    assertThat(raster.at(15, 30)).isEqualTo(0x1f5fbf);
    assertThat(raster.at(14, 30)).isEqualTo(WHITE);
    assertThat(raster.at(29, 59)).isEqualTo(0x1f5fbf);
    assertThat(raster.at(29, 60)).isEqualTo(WHITE);
  }

  @Test
  void dilutesInk() {
    assertThat(paint(new Box(0, 0, 40, 20, Ink.HEAT, 0.5, "")).at(30, 60)).isEqualTo(0x8fafdf);
    assertThat(paint(new Box(0, 0, 40, 20, Ink.HEAT, 0, "")).at(30, 60)).isEqualTo(WHITE);
  }

  @Test
  void paintsLinesAndDots() {
    assertThat(paint(new Dot(new Point(20, 10), 3, Ink.FIRST, "")).at(30, 60)).isEqualTo(0x1f5fbf);
    assertThat(paint(new Dot(new Point(20, 10), 3, Ink.FIRST, "")).at(30, 80)).isEqualTo(WHITE);
    assertThat(
            paint(new Curve(List.of(new Point(0, 10), new Point(40, 10)), Ink.SECOND, 2))
                .at(30, 60))
        .isEqualTo(0xd9822b);
  }

  @Test
  void keepsThePixelsOfImagesSharp() {
    Raster two = new Raster(2, 1, new int[] {0x112233, 0xffcc00});
    Drawing drawing = new Drawing("marks", 8, 4, List.of(new Image(1, 0, 6, 3, two, "two pixels")));
    Raster raster = Painter.paint(drawing, Painter.SCREEN);
    assertThat(IntStream.range(0, 8).map(column -> raster.at(2, column)))
        .containsExactly(WHITE, 0x112233, 0x112233, 0x112233, 0xffcc00, 0xffcc00, 0xffcc00, WHITE);
    assertThat(raster.at(3, 4)).isEqualTo(WHITE);
  }

  @Test
  void writesTextWhereItBelongs() {
    Raster end = paint(Label.of(40, 15, "HH", Align.END, Ink.TEXT));
    assertThat(inked(end, 60, 120)).isPositive();
    assertThat(inked(end, 0, 60)).isZero();
    Raster start = paint(Label.of(0, 15, "HH", Align.START, Ink.TEXT));
    assertThat(inked(start, 60, 120)).isZero();
    Raster turned = paint(Label.of(20, 20, "HH", Align.START, Ink.TEXT).upwards());
    assertThat(inked(turned, 0, 60)).isPositive();
    assertThat(inked(turned, 61, 120)).isZero();
  }

  private static int inked(Raster raster, int from, int to) {
    int inked = 0;
    for (int row = 0; row < raster.height(); row++) {
      for (int column = from; column < to; column++) {
        inked += raster.at(row, column) == WHITE ? 0 : 1;
      }
    }
    return inked;
  }
}
