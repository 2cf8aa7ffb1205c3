package dev.kern.report;

import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.maxPool;
import static dev.kern.layer.Layer.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.ImageShape;
import dev.kern.data.file.DataException;
import dev.kern.layer.Network;
import dev.kern.model.Evaluation;
import dev.kern.optimize.Optimizer;
import dev.kern.report.draw.Unit;
import dev.kern.train.DivergedException;
import dev.kern.train.Run;
import dev.kern.train.RunFolder;
import dev.kern.train.Training;
import dev.kern.train.event.Finished;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

final class ReportTest {
  private static final String HOSTILE = "\"><script>alert('x')</script>&\u202e\u001b[2J";
  private static final Dataset DATA = BarImages.of("bars", BarImages.SHAPE, "lying", "standing");
  private static final Network NETWORK =
      Network.of(conv(4, 3), relu(), maxPool(2), flatten(), dense(2)).named("tiny");

  @TempDir static Path runs;
  private static Path finished;
  private static Evaluation evaluation;

  @BeforeAll
  static void train() {
    finished = runs.resolve("finished");
    try (Run run = training().out(finished).start(DATA)) {
      Finished end = run.fit();
      evaluation = run.evaluate(DATA.test());
      assertThat(end.testAccuracy()).contains(evaluation.accuracy());
    }
  }

  private static Training training() {
    return Training.of(NETWORK).steps(30).reportEvery(10).threads(1);
  }

  private static String page(Path run, Optional<Dataset> data) {
    return Report.of(RunFolder.open(run), data).page();
  }

  static Document parse(String page) {
    try {
      return DocumentBuilderFactory.newInstance()
          .newDocumentBuilder()
          .parse(new InputSource(new StringReader(page)));
    } catch (Exception e) {
      throw new AssertionError("the page is not well-formed", e);
    }
  }

  static List<Element> all(Document document, String tag) {
    NodeList nodes = document.getElementsByTagName(tag);
    List<Element> elements = new ArrayList<>();
    for (int i = 0; i < nodes.getLength(); i++) {
      elements.add((Element) nodes.item(i));
    }
    return elements;
  }

  static List<String> texts(Document document, String tag) {
    return all(document, tag).stream().map(Element::getTextContent).toList();
  }

  static List<String> row(Document document, String first) {
    return all(document, "tr").stream()
        .map(tr -> tr.getElementsByTagName("td"))
        .filter(cells -> cells.getLength() > 0 && cells.item(0).getTextContent().equals(first))
        .map(
            cells ->
                IntStream.range(0, cells.getLength())
                    .mapToObj(i -> cells.item(i).getTextContent())
                    .toList())
        .findFirst()
        .orElseThrow();
  }

  @Test
  void hasAllSectionsInOrder() {
    assertThat(texts(parse(page(finished, Optional.of(DATA))), "h2"))
        .containsExactly(
            "Learning curves",
            "Classes",
            "Worst mistakes",
            "First-layer filters",
            "One image through the layers",
            "Network",
            "Settings");
  }

  @Test
  void writesSettingsInWords() {
    assertThat(texts(parse(page(finished, Optional.of(DATA))), "tr"))
        .contains(
            "optimizer" + "sgd, learningRate 0.05, weightDecay 0",
            "augmentations" + "none",
            "dropoutAtEvaluation" + "no",
            "checkpointEvery" + "1,000");
  }

  @Test
  void showsTheNumbersOfTheRun() {
    Document page = parse(page(finished, Optional.of(DATA)));
    assertThat(texts(page, "h1")).containsExactly("finished");
    assertThat(texts(page, "span"))
        .contains(
            Unit.PERCENT.text(evaluation.accuracy()),
            Math.round(20 * evaluation.accuracy()) + " of 20 correct",
            "30 steps",
            "170");
    assertThat(texts(page, "p"))
        .contains(
            "The 20 test images: %s accuracy, %s loss."
                .formatted(
                    Unit.PERCENT.text(evaluation.accuracy()), Unit.PLAIN.text(evaluation.loss())));
    assertThat(row(page, "standing"))
        .containsExactly(
            "standing",
            Unit.PERCENT.text(evaluation.scores().get(1).precision()),
            Unit.PERCENT.text(evaluation.scores().get(1).recall()),
            Unit.PERCENT.text(evaluation.scores().get(1).f1()),
            "10");
    assertThat(row(page, "conv1"))
        .containsExactly("conv1", "4 filters of 3 x 3, same", "[8, 8, 4]", "40", "2,304");
    assertThat(all(page, "rect")).hasSize(4);
    assertThat(all(page, "rect").getFirst().getAttribute("data-tip"))
        .startsWith(
            "lying classified as lying: " + evaluation.confusion().get(0).get(0) + " of 10");
  }

  @Test
  void showsFiltersActivationsAndMistakesAsImages() {
    Document page = parse(page(finished, Optional.of(DATA)));
    List<String> images = all(page, "img").stream().map(i -> i.getAttribute("alt")).toList();
    assertThat(images).filteredOn(alt -> alt.startsWith("filter ")).hasSize(4);
    assertThat(images).filteredOn(alt -> alt.startsWith("conv1, relu1, channel ")).hasSize(4);
    assertThat(images).filteredOn(alt -> alt.startsWith("maxPool1, channel ")).hasSize(4);
    assertThat(images).filteredOn("dense1"::equals).hasSize(1);
    assertThat(images)
        .filteredOn(alt -> alt.startsWith("test image "))
        .hasSize(evaluation.mistakes().size());
    assertThat(all(page, "img"))
        .allSatisfy(i -> assertThat(i.getAttribute("src")).startsWith("data:image/png;base64,"));
  }

  @Test
  void needsNothingFromElsewhere() {
    String page = page(finished, Optional.of(DATA));
    assertThat(page).doesNotContain("http:", "https:", "url(", "@import", "src=\"/", "<link");
    assertThat(page).contains("default-src 'none'");
    assertThat(all(parse(page), "a")).isEmpty();
  }

  @Test
  void isTheSameEachTime() {
    assertThat(page(finished, Optional.of(DATA))).isEqualTo(page(finished, Optional.of(DATA)));
  }

  @Test
  void writesPageAndPlotsIntoTheFolder() throws IOException {
    Report report = Report.of(RunFolder.open(finished), Optional.of(DATA));
    assertThat(report.writePage()).isEqualTo(finished.resolve("report.html"));
    assertThat(finished.resolve("report.html")).hasContent(report.page());
    Path plots = report.writePlots();
    assertThat(plots.toFile().list())
        .containsExactlyInAnyOrder("loss.png", "accuracy.png", "confusion.png");
    for (String name : List.of("loss.png", "accuracy.png")) {
      assertThat(ImageIO.read(plots.resolve(name).toFile()).getWidth()).isEqualTo(1350);
    }
  }

  @Test
  void keepsHostileNamesHarmless() {
    Path run = runs.resolve("hostile");
    // A data set refuses classes whose names can't be shown.
    Dataset data =
        BarImages.of(
            HOSTILE, BarImages.SHAPE, HOSTILE.replaceAll("[\u001b\u202e]", ""), "standing");
    try (Run hostile = training().network(NETWORK.named(HOSTILE)).out(run).start(data)) {
      hostile.fit();
    }
    String page = page(run, Optional.of(data));
    Document document = parse(page);
    assertThat(page).doesNotContain("<script>alert", "\u202e", "\u001b");
    assertThat(all(document, "script")).hasSize(1);
    String shown = "\"><script>alert('x')</script>&\ufffd\ufffd[2J";
    assertThat(texts(document, "b")).contains(shown);
    assertThat(row(document, shown.replace("\ufffd", ""))).hasSize(5);
  }

  @Test
  void showsFiltersForColoursInColour() {
    Path run = runs.resolve("colours");
    Dataset data = BarImages.of("colours", new ImageShape(8, 8, 3), "lying", "standing");
    try (Run colours = training().out(run).start(data)) {
      colours.fit();
    }
    assertThat(texts(parse(page(run, Optional.of(data))), "figcaption"))
        .contains(
            "The 4 filters of the first convolution, 3\u00a0×\u00a03 pixels each as colours; grey"
                + " is zero.");
  }

  @Test
  void saysWhatIsMissingWithoutData() {
    Document page = parse(page(finished, Optional.empty()));
    assertThat(texts(page, "h2"))
        .containsExactly(
            "Learning curves", "Classes", "First-layer filters", "Network", "Settings");
    assertThat(texts(page, "p"))
        .anyMatch(text -> text.startsWith("The data set was not available"));
  }

  @Test
  void saysWhatIsMissingWhileARunGoesOn() throws IOException {
    Path run = runs.resolve("unfinished");
    try (Run unfinished = training().out(run).start(DATA)) {
      unfinished.fit();
    }
    Files.delete(run.resolve("model.safetensors"));
    Path events = run.resolve("events.jsonl");
    Files.write(events, Files.readAllLines(events).subList(0, 3));
    Document page = parse(page(run, Optional.of(DATA)));
    assertThat(texts(page, "h2"))
        .containsExactly("Learning curves", "Classes", "Network", "Settings");
    assertThat(texts(page, "p"))
        .contains("The run is still in progress, or was interrupted.")
        .anyMatch(text -> text.startsWith("The run folder has no trained model"));
  }

  @Test
  void saysWhyARunFailed() {
    Path run = runs.resolve("failed");
    Training wild = training().optimizer(Optimizer.sgd(1e30));
    try (Run failed = wild.out(run).start(DATA)) {
      assertThatThrownBy(failed::fit).isInstanceOf(DivergedException.class);
    }
    Document page = parse(page(run, Optional.of(DATA)));
    assertThat(texts(page, "p"))
        .anyMatch(text -> text.matches("(?s)The run failed. step \\d+: .*"));
    assertThat(texts(page, "h2"))
        .containsExactly("Learning curves", "Classes", "Network", "Settings");
  }

  @Test
  void refusesOtherData() throws IOException {
    Path run = runs.resolve("other");
    try (Run other = training().out(run).start(DATA)) {
      other.fit();
    }
    Path record = run.resolve("run.json");
    Files.writeString(record, Files.readString(record).replace("\"train\": 60", "\"train\": 61"));
    assertThatThrownBy(() -> page(run, Optional.of(DATA)))
        .isInstanceOf(DataException.class)
        .hasMessageMatching(
            """
            bars: not the data this run was trained on
              given     60 train, 20 valid, 20 test images, files with checksum [0-9a-f]{64}
              expected  61 train, 20 valid, 20 test images, files with checksum [0-9a-f]{64}
              fix       use the data of the run, or write the report without data\
            """);
  }

  @Test
  void saysWhereItCantBeWritten() throws IOException {
    Path run = runs.resolve("blocked");
    try (Run blocked = training().out(run).start(DATA)) {
      blocked.fit();
    }
    Report report = Report.of(RunFolder.open(run), Optional.empty());
    Path plots = Files.writeString(run.resolve("plots"), "in the way");
    assertThatThrownBy(report::writePlots)
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(plots + ": a file stands where a folder is needed");
  }
}
