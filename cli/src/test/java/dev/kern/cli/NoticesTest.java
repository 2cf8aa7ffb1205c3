package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands in a Java of their own that can't run vector loops.
final class NoticesTest {
  @TempDir Path folder;

  @Test
  void sayInOneLineThatScalarLoopsCompute() throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    Path run = folder.resolve("run");
    Process process =
        new ProcessBuilder(command(run))
            .redirectOutput(out.toFile())
            .redirectError(err.toFile())
            .start();
    int status = process.waitFor();
    assertThat(err)
        .hasContent(
            "kern: scalar loops compute, several times slower than vector loops would: "
                + "this Java was started without the module jdk.incubator.vector; "
                + "mend: java --add-modules jdk.incubator.vector ...");
    assertThat(status).isZero();
    assertThat(Files.readAllLines(out).getFirst())
        .contains("\"type\":\"started\"", "\"engine\":\"scalar\"");
    assertThat(run.resolve("run.json")).content().containsPattern("\"loops\" ?: ?\"scalar\"");
  }

  private static List<String> command(Path run) {
    String classes =
        String.join(
            File.pathSeparator,
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path"));
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-XX:+UseSerialGC",
        "-cp",
        classes,
        Kern.class.getName(),
        "train",
        "--steps=2",
        "--no-report",
        "--json",
        "--data=" + Cli.letters(),
        "--out=" + run);
  }
}
