package dev.kern.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.testing.Fixtures;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's quick start runs in a JShell as it stands, but for the file and how many steps.
final class QuickStartTest {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @TempDir private Path folder;

  @Test
  void runs() throws IOException, InterruptedException {
    Path script = folder.resolve("quick.jsh");
    String last = "System.out.println(\"label \" + classifier.classify(image).label());\n/exit\n";
    Files.writeString(script, quickStart() + last);
    Path output = folder.resolve("output");
    Process shell =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jshell").toString(),
                "--class-path",
                classPath(),
                "--add-modules",
                "jdk.incubator.vector",
                "-R--add-modules",
                "-Rjdk.incubator.vector",
                script.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = shell.waitFor(2, TimeUnit.MINUTES);
    shell.destroyForcibly();
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended).as(said).isTrue();
    assertThat(said)
        .doesNotContain("Error", "Exception")
        .contains("Started[", "Finished[")
        .containsPattern("(?m)^label [A-J]$");
  }

  private static String classPath() {
    return Stream.of("jdk.module.path", "java.class.path")
        .map(key -> System.getProperty(key, ""))
        .filter(path -> !path.isEmpty())
        .collect(Collectors.joining(File.pathSeparator));
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
