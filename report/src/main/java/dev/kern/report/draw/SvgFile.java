package dev.kern.report.draw;

import dev.kern.data.file.AtomicOutput;
import dev.kern.report.markup.Element;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// A drawing as an SVG file of its own, on white paper.
public final class SvgFile {
  private SvgFile() {}

  /// Writes the file, in place of the one that is there.
  ///
  /// Fails with `DataException` if it can't be written.
  public static void write(Path file, Drawing drawing) {
    AtomicOutput.replace(file, text(drawing));
  }

  /// The file's content.
  static String text(Drawing drawing) {
    Element svg =
        Svg.of(drawing)
            .with("xmlns", "http://www.w3.org/2000/svg")
            .with("width", drawing.width())
            .with("height", drawing.height());
    return svg.add(Element.of("style", style())) + "\n";
  }

  private static String style() {
    return Arrays.stream(Ink.values())
        .map(
            ink ->
                String.format(
                    Locale.ROOT,
                    ".%1$s{fill:#%2$06x}.line.%1$s{stroke:#%2$06x}",
                    ink.styleClass(),
                    ink.onPaper().getRGB() & 0xffffff))
        .collect(
            Collectors.joining(
                "", "svg{background:#fff;font-family:sans-serif}", ".line{fill:none}"));
  }
}
