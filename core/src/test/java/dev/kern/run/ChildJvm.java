package dev.kern.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A program in a JVM of its own, with other options than that of the tests.
final class ChildJvm {
  private ChildJvm() {}

  /// Runs a program that must succeed; gives all that it printed.
  static String run(Class<?> program, String... options) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command(program, List.of(options))).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  /// The command that runs a program.
  static List<String> command(Class<?> program, List<String> options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-XX:+UseSerialGC");
    command.addAll(options);
    String classes =
        String.join(
            File.pathSeparator,
            "target/classes",
            "target/test-classes",
            System.getProperty("java.class.path"));
    command.addAll(List.of("-cp", classes, program.getName()));
    return command;
  }
}
