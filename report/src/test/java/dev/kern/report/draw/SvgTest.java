package dev.kern.report.draw;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.report.draw.Mark.Align;
import dev.kern.report.draw.Mark.Box;
import dev.kern.report.draw.Mark.Label;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SvgTest {
  private static final Drawing DRAWING =
      new Drawing(
          "a <box>",
          40,
          20,
          List.of(
              new Box(1, 2, 3, 4, Ink.FIRST, 0.5, "what it says"),
              Label.of(5, 6, "a > b", Align.START, Ink.TEXT)));

  @Test
  void aFileNeedsNoPage() {
    assertThat(Svg.file(DRAWING).lines())
        .startsWith(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"40\" height=\"20\""
                + " font-family=\"sans-serif\" viewBox=\"0 0 40 20\" role=\"img\""
                + " aria-label=\"a &lt;box>\">")
        .anyMatch(line -> line.contains(".ink-first{fill:#1f5fbf}.line.ink-first{stroke:#1f5fbf}"))
        .endsWith(
            "<rect class=\"ink-first\" x=\"1\" y=\"2\" width=\"3\" height=\"4\""
                + " fill-opacity=\"0.5\">",
            "<title>what it says</title>",
            "</rect>",
            "<text class=\"ink-text\" x=\"5\" y=\"6\" font-size=\"12\""
                + " text-anchor=\"start\">a > b</text>",
            "</svg>");
  }

  @Test
  void aPageHasTheColoursAndTheTips() {
    assertThat(Svg.of(DRAWING).toString())
        .contains("data-tip=\"what it says\"")
        .doesNotContain("style", "xmlns", "<title>");
  }
}
