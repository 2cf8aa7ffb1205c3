package dev.kern.watch;

import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// The colours of the pages are those of the report, which knows nothing of pages.
final class ColoursTest {
  private static final Path REPORT = Path.of("../report/src/main/resources/dev/kern/report");
  private static final Path WEB = Path.of("../web/src/main/resources/dev/kern/web");
  private static final Path WATCH = Path.of("src/main/resources/dev/kern/watch");

  /// Names and values of a style sheet.
  private static Set<String> colours(Path file) throws IOException {
    return Pattern.compile("--[\\w-]+: #[0-9a-f]{6}")
        .matcher(Files.readString(file))
        .results()
        .map(MatchResult::group)
        .collect(toCollection(TreeSet::new));
  }

  @Test
  void areThoseOfTheReport() throws IOException {
    Set<String> pages = colours(WEB.resolve("kern.css"));
    pages.addAll(colours(WATCH.resolve("watch.css")));
    assertThat(colours(REPORT.resolve("report.css"))).hasSizeGreaterThan(20).isSubsetOf(pages);
  }
}
