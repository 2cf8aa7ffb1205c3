package dev.kern.report.draw;

import dev.kern.report.draw.Mark.Box;
import dev.kern.report.draw.Mark.Curve;
import dev.kern.report.draw.Mark.Dot;
import dev.kern.report.draw.Mark.Image;
import dev.kern.report.draw.Mark.Label;
import dev.kern.report.draw.Mark.Point;
import dev.kern.report.markup.Element;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/// A drawing as an `svg` element: inside of a page, whose style sheet gives inks their colours, or
/// as a file of its own.
///
/// What a mark says to those who point at it stands in its `data-tip`, which the page shows, or in
/// its `title`, which every viewer shows.
public final class Svg {
  private final boolean alone;

  private Svg(boolean alone) {
    this.alone = alone;
  }

  /// The element of a page; it grows and shrinks with its surroundings.
  public static Element of(Drawing drawing) {
    return new Svg(false).draw(drawing);
  }

  /// The content of an SVG file, dark on white, with an element on each line.
  public static String file(Drawing drawing) {
    return new Svg(true).draw(drawing).toString().replace("><", ">\n<") + "\n";
  }

  private Element draw(Drawing drawing) {
    String width = Element.plain(drawing.width());
    String height = Element.plain(drawing.height());
    Element svg = Element.of("svg");
    if (alone) {
      svg.with("xmlns", "http://www.w3.org/2000/svg").with("width", width).with("height", height);
      svg.with("font-family", "sans-serif");
    }
    svg.with("viewBox", "0 0 " + width + " " + height).with("role", "img");
    svg.with("aria-label", drawing.title());
    if (alone) {
      svg.add(
          Element.of("style", styles()),
          Element.of("rect").with("width", "100%").with("height", "100%").with("fill", "#ffffff"));
    }
    drawing.marks().forEach(mark -> svg.add(element(mark)));
    return svg;
  }

  private static String styles() {
    String inks =
        Arrays.stream(Ink.values())
            .map(
                ink ->
                    ".%1$s{fill:%2$s}.line.%1$s{stroke:%2$s}".formatted(ink.styleClass(), hex(ink)))
            .collect(Collectors.joining());
    return inks + ".line.line{fill:none;stroke-linejoin:round;stroke-linecap:round}";
  }

  private static String hex(Ink ink) {
    return "#%06x".formatted(ink.onPaper().getRGB() & 0xffffff);
  }

  private Element element(Mark mark) {
    return switch (mark) {
      case Curve curve ->
          Element.of("polyline")
              .with("class", "line " + curve.ink().styleClass())
              .with("points", points(curve))
              .with("stroke-width", curve.width());
      case Dot dot ->
          tipped(dot.tip(), Element.of("circle"))
              .with("class", dot.ink().styleClass())
              .with("cx", dot.at().x())
              .with("cy", dot.at().y())
              .with("r", dot.radius());
      case Box box ->
          tipped(box.tip(), Element.of("rect"))
              .with("class", box.ink().styleClass())
              .with("x", box.x())
              .with("y", box.y())
              .with("width", box.width())
              .with("height", box.height())
              .with("fill-opacity", box.strength());
      case Image image ->
          tipped(image.tip(), Element.of("image"))
              .with("href", Png.address(image.raster()))
              .with("x", image.x())
              .with("y", image.y())
              .with("width", image.width())
              .with("height", image.height())
              .with("preserveAspectRatio", "none")
              .with("image-rendering", "pixelated");
      case Label label -> text(label);
    };
  }

  private Element tipped(String tip, Element element) {
    if (tip.isEmpty()) {
      return element;
    }
    return alone ? element.add(Element.of("title", tip)) : element.with("data-tip", tip);
  }

  private static String points(Curve curve) {
    return curve.points().stream().map(Svg::pair).collect(Collectors.joining(" "));
  }

  private static String pair(Point point) {
    return Element.plain(point.x()) + "," + Element.plain(point.y());
  }

  private static Element text(Label label) {
    Element text =
        Element.of("text", label.text())
            .with("class", label.ink().styleClass())
            .with("x", label.at().x())
            .with("y", label.at().y())
            .with("font-size", label.size())
            .with("text-anchor", label.align().name().toLowerCase(Locale.ROOT));
    return label.turned()
        ? text.with("transform", "rotate(-90 " + pair(label.at()).replace(',', ' ') + ")")
        : text;
  }
}
