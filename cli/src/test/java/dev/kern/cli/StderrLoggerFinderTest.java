package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Commands in a Java of their own that can't run vector loops.
final class StderrLoggerFinderTest {
  @TempDir Path folder;

  @Test
  void sayInOneLineThatScalarLoopsCompute() throws IOException, InterruptedException {
    Path run = folder.resolve("run");
    int status =
        run(
            "train",
            "--steps=2",
            "--no-report",
            "--json",
            "--data=" + Cli.letters(),
            "--out=" + run);
    assertThat(err())
        .hasContent(
            "note: falling back to scalar kernels, several times slower: "
                + "the JVM was started without the module jdk.incubator.vector; "
                + "fix: start Java with --add-modules jdk.incubator.vector");
    assertThat(status).isZero();
    assertThat(Files.readAllLines(folder.resolve("out")).getFirst())
        .contains("\"type\":\"started\"", "\"engine\":\"scalar\"");
    assertThat(run.resolve("run.json")).content().containsPattern("\"loops\" ?: ?\"scalar\"");
  }

  @Test
  void sayInOneLineThatAnOpsetIsNotTested() throws IOException, InterruptedException {
    Path run = folder.resolve("run");
    Path model = folder.resolve("model.onnx");
    Cli.run("train", "--steps=1", "--no-report", "--data", Cli.letters(), "--out", run);
    Cli.run("export", run, model);
    String good = Files.readString(model, StandardCharsets.ISO_8859_1);
    String late = good.replace("\n\0\020\021", "\n\0\020\143"); // opset 99 of the empty domain
    assertThat(late).isNotEqualTo(good);
    Files.writeString(model, late, StandardCharsets.ISO_8859_1);
    assertThat(run("summary", model.toString())).isZero();
    assertThat(err())
        .content()
        .startsWith("note: " + model + ": it uses ONNX opset 99, which is newer")
        .hasLineCount(1);
    Files.writeString(model, late.replace("Conv", "Gonv"), StandardCharsets.ISO_8859_1);
    assertThat(run("summary", model.toString())).isEqualTo(2);
    assertThat(err()).content().contains("Gonv").doesNotContain("opset 99");
  }

  @Test
  void sayInOneLineThatWhatARunReportedIsLost() throws IOException, InterruptedException {
    Path run = folder.resolve("run");
    Cli.run("train", "--steps=2", "--no-report", "--data", Cli.letters(), "--out", run);
    Path events = run.resolve("events.jsonl");
    Files.delete(events);
    assertThat(run("train", "--resume=" + run, "--quiet")).isZero();
    assertThat(err())
        .content()
        .contains("note: " + events + ": no such file; what the run reported until now is lost\n");
  }

  private Path err() {
    return folder.resolve("err");
  }

  private int run(String... words) throws IOException, InterruptedException {
    return new ProcessBuilder(command(words))
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(err().toFile())
        .start()
        .waitFor();
  }

  private static List<String> command(String... words) {
    String classes =
        String.join(
            File.pathSeparator,
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path"));
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-cp",
            classes,
            Kern.class.getName());
    return Stream.concat(java.stream(), Stream.of(words)).toList();
  }
}
