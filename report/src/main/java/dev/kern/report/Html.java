package dev.kern.report;

import dev.kern.report.draw.Png;
import dev.kern.report.draw.Raster;
import dev.kern.report.markup.Element;
import java.util.List;
import java.util.Map;

/// What sections of the page are built from.
final class Html {
  private Html() {}

  /// A section with a heading, and a paragraph that says what is in it.
  static Element section(String title, String lead) {
    Element section = Element.of("section").add(Element.of("h2", title));
    return lead.isEmpty() ? section : section.add(Element.of("p", lead));
  }

  /// A box of the page.
  static Element div(String styleClass, Element... content) {
    return Element.of("div").with("class", styleClass).add(content);
  }

  /// A short text in a style.
  static Element span(String styleClass, String text) {
    return Element.of("span", text).with("class", styleClass);
  }

  /// Something to look at, with a numbered caption.
  static Element figure(String caption, Element content) {
    return Element.of("figure").add(content, Element.of("figcaption", caption));
  }

  /// An image whose pixels can be seen; `tip` says what it shows.
  static Element image(Raster raster, String tip) {
    return Element.of("img")
        .with("src", Png.address(raster))
        .with("width", Integer.toString(raster.width()))
        .with("height", Integer.toString(raster.height()))
        .with("alt", tip)
        .with("data-tip", tip);
  }

  /// A table with a head; the columns from `numbers` on hold numbers.
  static Element table(List<String> head, List<List<String>> rows, int numbers) {
    Element body = Element.of("tbody");
    rows.forEach(row -> body.add(row("td", row, numbers)));
    Element table =
        Element.of("table").add(Element.of("thead").add(row("th", head, numbers)), body);
    return div("wide", table);
  }

  private static Element row(String cell, List<String> texts, int numbers) {
    Element row = Element.of("tr");
    for (int i = 0; i < texts.size(); i++) {
      Element element = Element.of(cell, texts.get(i));
      row.add(i >= numbers ? element.with("class", "number") : element);
    }
    return row;
  }

  /// A table of names and values.
  static Element pairs(String title, Map<String, String> values) {
    Element body = Element.of("tbody");
    values.forEach(
        (name, value) ->
            body.add(
                Element.of("tr")
                    .add(Element.of("th", name).with("scope", "row"), Element.of("td", value))));
    return div("pairs", Element.of("h3", title), Element.of("table").add(body));
  }
}
