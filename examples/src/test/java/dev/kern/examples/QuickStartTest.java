package dev.kern.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.testing.Fixtures;
import dev.kern.testing.JShellProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's quick start runs in a JShell as it stands, but for the file and how many steps.
final class QuickStartTest {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path folder;

  @Test
  void runs() throws IOException, InterruptedException {
    String last = "System.out.println(\"label \" + classifier.classify(image).label());\n/exit\n";
    String said = JShellProcess.run(quickStart() + last, folder);
    assertThat(said)
        .doesNotContain("Error", "Exception")
        .contains("Started[", "Finished[")
        .containsPattern("(?m)^label [A-J]$");
  }

  private static String quickStart() throws IOException {
    String readme = Files.readString(Path.of("../README.md"));
    Matcher block = JAVA.matcher(readme.substring(readme.indexOf("## In your program")));
    assertThat(block.find()).isTrue();
    String code = block.group(1);
    assertThat(code).contains("\"notMNIST.pickle.gz\"", "steps(3_000)");
    String letters = Fixtures.letters().toAbsolutePath().toString();
    return code.replace("\"notMNIST.pickle.gz\"", '"' + letters + '"')
        .replace("steps(3_000)", "steps(100)");
  }
}
