package dev.kern.serve.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.stream.Collectors.toCollection;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.serve.TestModels;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `docs/SERVING.md` says, against the server.
final class ServingDocumentTest {
  @TempDir private Path folder;

  @Test
  void listsAllMetrics() throws IOException {
    Served served = new Served(folder, Map.of("letters", TestModels.classes(1)));
    String body = "{\"instances\":[" + Arrays.toString(TestModels.pixels(1, 1)) + "]}";
    served.post("/v1/models/letters:predict", body);
    served.refusal("/v1/models/letters:predict", "{}");
    String metrics = new String(served.get("/metrics").body(), UTF_8);
    assertThat(names("(?m)^# TYPE (kern_\\w+)", metrics))
        .isEqualTo(names("`(kern_\\w+)`", Files.readString(Path.of("../docs/SERVING.md"))));
  }

  private static SortedSet<String> names(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map((MatchResult result) -> result.group(1))
        .collect(toCollection(TreeSet::new));
  }
}
