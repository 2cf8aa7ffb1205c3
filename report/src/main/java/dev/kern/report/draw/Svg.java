package dev.kern.report.draw;

import dev.kern.report.draw.Mark.Box;
import dev.kern.report.draw.Mark.Curve;
import dev.kern.report.draw.Mark.Dot;
import dev.kern.report.draw.Mark.Image;
import dev.kern.report.draw.Mark.Label;
import dev.kern.report.draw.Mark.Point;
import dev.kern.report.markup.Element;
import java.util.Locale;
import java.util.stream.Collectors;

/// A drawing as an `svg` element inside of a page, whose style sheet gives inks their colours.
///
/// What a mark says to those who point at it stands in its `data-tip`.
public final class Svg {
  private Svg() {}

  /// The element; it grows and shrinks with its surroundings.
  public static Element of(Drawing drawing) {
    String view = "0 0 " + Element.plain(drawing.width()) + " " + Element.plain(drawing.height());
    Element svg = Element.of("svg").with("viewBox", view).with("role", "img");
    svg.with("aria-label", drawing.title());
    drawing.marks().forEach(mark -> svg.add(element(mark)));
    return svg;
  }

  private static Element element(Mark mark) {
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

  private static Element tipped(String tip, Element element) {
    return tip.isEmpty() ? element : element.with("data-tip", tip);
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
