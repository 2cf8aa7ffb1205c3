package dev.kern.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.report.draw.Abscissa;
import dev.kern.report.draw.Series;
import dev.kern.train.LearningRateFinder.Point;
import dev.kern.train.LearningRateFinder.Result;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

final class LearningRatePlotTest {
  private static final Result RESULT =
      new Result(
          List.of(
              new Point(0.001, 2.5, 2.5),
              new Point(0.01, 1.5, 2),
              new Point(0.1, 1, 1.5),
              new Point(1, 9, 5)),
          Optional.of(0.01),
          true);

  @Test
  void drawsLossesOverRatesAndMarksTheSuggestedOne() {
    var chart = LearningRatePlot.chart(RESULT);
    assertThat(chart.along()).isEqualTo(Abscissa.LEARNING_RATE);
    assertThat(chart.series())
        .extracting(Series::name)
        .containsExactly("loss", "moving average", "suggested: 0.01");
    assertThat(chart.series().getLast().points()).hasSize(1);
  }

  @Test
  void writesAnSvgFileOfItsOwn(@TempDir Path folder)
      throws IOException, ParserConfigurationException, SAXException {
    Path file = folder.resolve("rates.svg");
    LearningRatePlot.write(file, RESULT);
    String text = Files.readString(file);
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(text)));
    assertThat(document.getDocumentElement().getAttribute("xmlns"))
        .isEqualTo("http://www.w3.org/2000/svg");
    assertThat(text)
        .contains(">learning rate</text>", ">0.001</text>", ">0.1</text>", ">1</text>")
        .contains("moving average, learning rate 0.010: 2")
        .contains(".line.ink-first{stroke:#1f5fbf}");
  }
}
