package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Every excerpt of the walkthrough is in the source that its stop links to, indentation aside, and
/// every relative link in the documents leads to a file.
final class WalkthroughTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Pattern STOP =
      Pattern.compile(
          "(?<number>\\d)\\. [^\\n]*]\\((?<source>[^)]*)\\)\\n.*?```java\\n(?<excerpt>.*?)```",
          Pattern.DOTALL);

  /// Blocks and spans of code.
  private static final Pattern CODE = Pattern.compile("(?s)```.*?```|`[^`]*`");

  /// A link to a file, without its anchor.
  private static final Pattern LINK =
      Pattern.compile("\\]\\((?!https?:|mailto:|#)(?<target>[^)#\\s]+)[^)]*\\)");

  @ParameterizedTest
  @ValueSource(strings = {"From the command to the multiply-add", "From an image file to a label"})
  void quotesTheSourcesInAtMostEightStops(String walk) throws IOException {
    List<String> stops = stops(walk);
    assertThat(stops).hasSizeBetween(1, 8);
    for (int i = 0; i < stops.size(); i++) {
      Matcher stop = STOP.matcher(stops.get(i));
      assertThat(stop.lookingAt()).as(stops.get(i)).isTrue();
      assertThat(stop.group("number")).isEqualTo(String.valueOf(i + 1));
      String source = Files.readString(DOCS.resolve(stop.group("source")));
      assertThat(flush(source)).as(stop.group("source")).contains(flush(stop.group("excerpt")));
    }
  }

  @Test
  void linksLeadToFiles() throws IOException {
    List<Path> documents =
        new ArrayList<>(
            List.of(
                Path.of("../README.md"),
                Path.of("../CHANGELOG.md"),
                Path.of("../CONTRIBUTING.md")));
    try (Stream<Path> docs = Files.walk(DOCS)) {
      docs.filter(file -> file.toString().endsWith(".md")).forEach(documents::add);
    }
    List<String> broken = new ArrayList<>();
    int links = 0;
    for (Path document : documents) {
      Matcher link = LINK.matcher(CODE.matcher(Files.readString(document)).replaceAll(""));
      while (link.find()) {
        links++;
        if (!Files.exists(document.resolveSibling(link.group("target")))) {
          broken.add(document + ": " + link.group());
        }
      }
    }
    assertThat(broken).isEmpty();
    assertThat(links).isGreaterThan(50);
  }

  /// The stops of a walk, each from its number to the next heading.
  private static List<String> stops(String walk) throws IOException {
    String walkthrough = Files.readString(DOCS.resolve("WALKTHROUGH.md"));
    Matcher section =
        Pattern.compile("(?s)\\n## " + Pattern.quote(walk) + "\\n(.*?)(\\n## |\\z)")
            .matcher(walkthrough);
    assertThat(section.find()).as(walk).isTrue();
    List<String> parts = List.of(section.group(1).split("\\n### ", -1));
    return parts.subList(1, parts.size());
  }

  private static String flush(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}
