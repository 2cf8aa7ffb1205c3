package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What doesn't fit into the Java heap ends with a message and status 1, wherever and on whatever
/// thread that is found.
final class OutOfMemoryTest {
  private static final List<String> HEAPS = List.of("18m", "24m", "36m", "64m");

  @TempDir private Path folder;

  @Test
  void trainingThatNeedsMoreThanTheHeapIsRefused() throws IOException {
    Path recipe =
        Files.writeString(
            folder.resolve("wide.yaml"),
            """
            network:
              - {type: conv, filters: 1024, size: 3}
              - flatten
              - {type: dense, units: 10}
            batch: 2000
            steps: 2
            """);
    Cli.Result result =
        Cli.run("train", recipe, "--data", Cli.letters(), "--out", folder.resolve("run"));
    assertThat(result.status()).isEqualTo(1);
    assertThat(result.err())
        .containsPattern("(?m)^  given     [0-9,]+ MiB, the memory of one run$")
        .containsPattern("(?m)^  expected  at most [0-9,]+ MiB, what is free of the Java heap of ")
        .contains("-Xmx")
        .doesNotContain("Exception");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void numbersOfMoreThan64BitsAreRefused() throws IOException {
    Path recipe =
        Files.writeString(
            folder.resolve("huge.yaml"),
            """
            network:
              - {type: conv, filters: 1000000, size: 3}
              - {type: conv, filters: 1000000, size: 3}
              - flatten
              - {type: dense, units: 10}
            batch: 2000
            """);
    Cli.Result result =
        Cli.run("train", recipe, "--data", Cli.letters(), "--out", folder.resolve("run"));
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.err())
        .contains("a tensor has at most 2147483647 elements")
        .contains("smaller batch");
  }

  /// The smaller the heap, the earlier it is full: while the data is read, beside it, in a plan, in
  /// the middle of a step.
  @Test
  void smallHeapsEndInWords() throws IOException, InterruptedException {
    int full = 0;
    for (String heap : HEAPS) {
      Path run = folder.resolve("run" + heap);
      List<String> words =
          List.of("train", "--steps=30", "--data=" + Cli.letters(), "--out=" + run);
      int status = run(heap, words);
      String err = Files.readString(folder.resolve("err"));
      assertThat(err)
          .as("-Xmx" + heap)
          .doesNotContain("\tat ", "Exception in thread", "unexpected error");
      assertThat(status).as(err).isBetween(0, 1);
      if (status == 1) {
        full++;
        assertThat(err).containsPattern("memory|Java heap").contains("fix ");
      }
    }
    assertThat(full).isBetween(1, HEAPS.size() - 1);
  }

  private int run(String heap, List<String> words) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:+UseSerialGC", "-Xmx" + heap));
    command.addAll(List.of("--add-modules=jdk.incubator.vector", "-cp"));
    command.add(
        String.join(
            File.pathSeparator,
            "target/classes",
            System.getProperty("jdk.module.path", ""),
            System.getProperty("java.class.path")));
    command.add(Kern.class.getName());
    command.addAll(words);
    return new ProcessBuilder(command)
        .redirectOutput(folder.resolve("out").toFile())
        .redirectError(folder.resolve("err").toFile())
        .start()
        .waitFor();
  }
}
