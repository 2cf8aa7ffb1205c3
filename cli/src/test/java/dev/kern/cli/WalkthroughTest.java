package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The excerpts of the walkthrough stand in the sources that it names, but for their indentation.
final class WalkthroughTest {
  private static final Path DOCS = Path.of("../docs");
  private static final Pattern STOP =
      Pattern.compile("## \\d\\. [^\\n]*]\\(([^)]*)\\)\\n.*?```java\\n(.*?)```", Pattern.DOTALL);

  @Test
  void quotesTheSources() throws IOException {
    Matcher stops = STOP.matcher(Files.readString(DOCS.resolve("WALKTHROUGH.md")));
    int count = 0;
    while (stops.find()) {
      count++;
      String source = Files.readString(DOCS.resolve(stops.group(1)));
      assertThat(flush(source)).as(stops.group(1)).contains(flush(stops.group(2)));
    }
    assertThat(count).isEqualTo(8);
  }

  private static String flush(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}
