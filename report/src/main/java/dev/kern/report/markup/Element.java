package dev.kern.report.markup;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/// An element of an HTML page or an SVG drawing, with attributes, texts and other elements in it.
///
/// Every text and every attribute's value is escaped on the way out, and there is no way around
/// that: a class called `<script>` stays a name. The output is HTML and well-formed XML at once.
public final class Element {
  /// HTML elements that have no end tag.
  private static final Set<String> VOID = Set.of("meta", "img", "br", "col");

  private final String name;
  private final Map<String, String> attributes = new LinkedHashMap<>();
  private final List<Object> content = new ArrayList<>();

  private Element(String name) {
    this.name = name;
  }

  /// An element without content.
  public static Element of(String name) {
    return new Element(name);
  }

  /// An element with a text in it.
  public static Element of(String name, String text) {
    return of(name).text(text);
  }

  /// Sets an attribute.
  ///
  /// @return this
  public Element with(String attribute, String value) {
    attributes.put(attribute, value);
    return this;
  }

  /// Sets an attribute to a length or place, in hundredths at most.
  ///
  /// @return this
  public Element with(String attribute, double value) {
    return with(attribute, plain(value));
  }

  /// Appends a text.
  ///
  /// @return this
  public Element text(String text) {
    content.add(text);
    return this;
  }

  /// Appends elements.
  ///
  /// @return this
  public Element add(Element... elements) {
    return addAll(List.of(elements));
  }

  /// Appends elements.
  ///
  /// @return this
  public Element addAll(List<Element> elements) {
    content.addAll(elements);
    return this;
  }

  /// A number in hundredths, without needless zeros: `12`, `0.5`, `3.14`.
  public static String plain(double value) {
    String text = String.format(Locale.ROOT, "%.2f", value);
    return text.replaceFirst("\\.?0+$", "").replaceFirst("^-0$", "0");
  }

  /// The element as text.
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    write(out);
    return out.toString();
  }

  private void write(StringBuilder out) {
    out.append('<').append(name);
    attributes.forEach(
        (attribute, value) -> {
          out.append(' ').append(attribute).append("=\"");
          escape(value, out);
          out.append('"');
        });
    if (VOID.contains(name)) {
      out.append("/>");
      return;
    }
    out.append('>');
    for (Object part : content) {
      if (part instanceof Element element) {
        element.write(out);
      } else {
        escape((String) part, out);
      }
    }
    out.append("</").append(name).append('>');
  }

  private static void escape(String text, StringBuilder out) {
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '"' -> out.append("&quot;");
                default -> out.appendCodePoint(isPlain(c) ? c : 0xfffd);
              }
            });
  }

  /// Whether a character may stand in XML and leaves the direction of the text around it alone.
  private static boolean isPlain(int c) {
    boolean control = Character.isISOControl(c) && c != '\n' && c != '\t';
    boolean half = c >= 0xd800 && c <= 0xdfff;
    boolean none = c == 0xfffe || c == 0xffff;
    boolean turns = (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
    return !(control || half || none || turns);
  }
}
