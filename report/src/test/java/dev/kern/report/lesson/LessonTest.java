package dev.kern.report.lesson;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.report.lesson.Experiment.Moment;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class LessonTest {
  private static final Numbers EDGE = Numbers.square(-1, 0, 1, -1, 0, 1, -1, 0, 1);
  private static final Letter BLANK =
      Letter.of(Collections.nCopies(8, "        ").toArray(String[]::new));

  @Test
  void aSumIsThatOfTheProducts() {
    Numbers pixels = Letter.T.pixels();
    Numbers map = Experiment.convolve(pixels, EDGE);
    for (int place = 0; place < map.values().length; place++) {
      float sum = 0;
      for (float product : pixels.below(place / 6, place % 6, 3).times(EDGE).values()) {
        sum += product;
      }
      assertThat(map.values()[place]).isEqualTo(sum);
    }
    assertThat(map.greatest()).as("where the stem begins").isEqualTo(3 * 6 + 1);
  }

  @Test
  void poolingTakesTheLargestOfFour() {
    assertThat(Experiment.pool(Letter.T.pixels(), EDGE).values())
        .containsExactly(2, 1, 0, 3, 3, 0, 3, 3, 0);
  }

  @Test
  void aFilterLearnsTheOneThatMadeTheAnswers() {
    Numbers start = Numbers.square(new float[9]);
    List<Moment> moments = Experiment.learn(Letter.T, start, EDGE, 0, 1, 500);
    assertThat(moments).extracting(Moment::step).containsExactly(0, 1, 500);
    assertThat(moments.get(1).filter().values()[2])
        .as("one step against the gradient")
        .isEqualTo(-0.1f * moments.get(0).gradient().values()[2], within(1e-6f));
    assertThat(moments.get(2).loss()).isLessThan(1e-5);
    assertThat(moments.get(2).filter().values()).containsExactly(EDGE.values(), within(0.02f));
  }

  @Test
  void everyPictureIsInsideItsFrame() throws Exception {
    for (Letter letter : List.of(Letter.T, BLANK, Letter.OTHERS.getFirst())) {
      for (Map.Entry<String, String> picture : Lesson.pictures(letter).entrySet()) {
        Element svg =
            DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(picture.getValue())))
                .getDocumentElement();
        double width = Double.parseDouble(svg.getAttribute("width"));
        double height = Double.parseDouble(svg.getAttribute("height"));
        for (Element line : all(svg, "polyline")) {
          for (String point : line.getAttribute("points").split(" ", -1)) {
            String[] place = point.split(",", -1);
            assertThat(Double.parseDouble(place[0])).isBetween(0.0, width);
            assertThat(Double.parseDouble(place[1])).isBetween(0.0, height);
          }
        }
        for (Element text : all(svg, "text")) {
          double half = text.getTextContent().length() * 0.28 * number(text, "font-size");
          assertThat(number(text, "x") - half).as(picture.getKey()).isNotNegative();
          assertThat(number(text, "x") + half).as(picture.getKey()).isLessThan(width);
          assertThat(number(text, "y")).isBetween(0.0, height);
        }
      }
    }
  }

  private static List<Element> all(Element svg, String tag) {
    NodeList nodes = svg.getElementsByTagName(tag);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    assertThat(elements).isNotEmpty();
    return elements;
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }

  @Test
  void aLetterHasEightRowsOfEight() {
    assertThatThrownBy(() -> Letter.of("########", "###"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            """
            letter: it has 8 rows of 8 characters
              given     rows of [8, 3] characters
              fix       '#' for ink and '.' for paper, such as ".######."\
            """);
    assertThatThrownBy(Letter::of).isInstanceOf(IllegalArgumentException.class);
  }
}
