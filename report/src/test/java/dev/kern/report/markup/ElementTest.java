package dev.kern.report.markup;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ElementTest {
  @Test
  void nestsAndKeepsTheOrder() {
    Element element =
        Element.of("p").with("class", "a").with("x", 1.5).text("one ").add(Element.of("b", "two"));
    assertThat(element).hasToString("<p class=\"a\" x=\"1.5\">one <b>two</b></p>");
  }

  @Test
  void closesWhatIsEmptyAsHtmlDoes() {
    assertThat(Element.of("img").with("src", "data:")).hasToString("<img src=\"data:\"/>");
    assertThat(Element.of("div")).hasToString("<div></div>");
  }

  @Test
  void escapesTextsAndValues() {
    assertThat(Element.of("td", "<script>alert('&\")</script>"))
        .hasToString("<td>&lt;script>alert('&amp;&quot;)&lt;/script></td>");
    assertThat(Element.of("td").with("title", "\"><b>"))
        .hasToString("<td title=\"&quot;>&lt;b>\"></td>");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\0", "\u001b", "\u0085", "\ud800", "\uffff", "\u202e", "\u2066"})
  void replacesWhatXmlForbidsOrWhatTurnsTheTextAround(String bad) {
    assertThat(Element.of("td", "a" + bad + "b")).hasToString("<td>a\ufffdb</td>");
  }

  @Test
  void keepsLettersOfAllWritings() {
    assertThat(Element.of("td", "ß あ 🎲 א")).hasToString("<td>ß あ 🎲 א</td>");
  }

  @ParameterizedTest
  @CsvSource({"12, 12", "100, 100", "0.5, 0.5", "3.14159, 3.14", "-0.001, 0", "-7.25, -7.25"})
  void writesNumbersInHundredths(double number, String text) {
    assertThat(Element.plain(number)).isEqualTo(text);
  }
}
