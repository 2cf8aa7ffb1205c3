package dev.kern.testing;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// A JShell in a process of its own, with the class path of the tests.
public final class JShellProcess {
  private JShellProcess() {}

  /// Runs a script that ends in `/exit`, and returns what it printed, errors included.
  ///
  /// @param folder where its files go
  /// @throws AssertionError if it takes longer than two minutes
  public static String run(String script, Path folder) throws IOException, InterruptedException {
    Path file = Files.writeString(folder.resolve("script.jsh"), script);
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
                file.toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    boolean ended = shell.waitFor(2, TimeUnit.MINUTES);
    shell.destroyForcibly();
    String printed = Files.readString(output);
    if (!ended) {
      throw new AssertionError("not ended after two minutes: " + printed);
    }
    return printed;
  }

  private static String classPath() {
    return Stream.of("jdk.module.path", "java.class.path")
        .map(key -> System.getProperty(key, ""))
        .filter(path -> !path.isEmpty())
        .collect(Collectors.joining(File.pathSeparator));
  }
}
