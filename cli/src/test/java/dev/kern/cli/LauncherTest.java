package dev.kern.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The script `kern` and its search for a JDK, on copies of them beside JDKs and a Maven that only
/// say that they were started.
@EnabledOnOs({OS.LINUX, OS.MAC})
final class LauncherTest {
  private static final String WHERE = "in JAVA_HOME (not set), on the PATH (no javac)";

  @TempDir private Path folder;
  private Path checkout;
  private Path jdks;
  private Path tools;

  @BeforeEach
  void copyTheLauncher() throws IOException {
    checkout = Files.createDirectory(folder.resolve("checkout"));
    jdks = Files.createDirectory(folder.resolve("jdks"));
    tools = Files.createDirectory(folder.resolve("tools"));
    for (String name : List.of("build/flags", ".mvn", "cli/src/main")) {
      Files.createDirectories(checkout.resolve(name));
    }
    for (String name : List.of("pom.xml", "cli/pom.xml")) {
      Files.createFile(checkout.resolve(name));
    }
    List<String> copied = new ArrayList<>(List.of("kern", "build/jdk25.sh", "build/launch.sh"));
    for (String flags : List.of("java", "compute", "quick")) {
      copied.add("build/flags/" + flags + ".flags");
    }
    for (String name : copied) {
      Files.copy(Path.of("..").resolve(name), checkout.resolve(name));
    }
    for (String tool : "awk dirname find grep mkdir mv nproc readlink rm touch".split(" ", -1)) {
      install(tool);
    }
    for (Path open : List.of(folder, jdks, tools)) {
      Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
  }

  /// Puts a program of the system on the PATH.
  private void install(String tool) throws IOException {
    for (String place : List.of("/usr/bin", "/bin")) {
      Path target = Path.of(place, tool);
      if (Files.exists(target)) {
        program(tools.resolve(tool), "exec %s \"$@\"".formatted(target));
        return;
      }
    }
  }

  /// Installs a JDK whose programs say where they are.
  private Path jdk(int version) throws IOException {
    Path jdk = Files.createDirectories(jdks.resolve("jdk-" + version));
    Files.writeString(
        jdk.resolve("release"),
        "IMPLEMENTOR=\"nobody\"\nJAVA_VERSION=\"%d.0.1\"\n".formatted(version));
    Files.createDirectory(jdk.resolve("bin"));
    for (String program : List.of("java", "javac")) {
      program(jdk.resolve("bin").resolve(program), "echo \"started $0\"");
    }
    return jdk;
  }

  private static void program(Path file, String line) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + line + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private void maven() throws IOException {
    program(tools.resolve("mvn"), "mkdir -p \"$(dirname \"$2\")/cli/target/lib\"");
  }

  /// What a launcher said and how it ended, started with no more of the environment than this.
  private String kern(Map<String, String> environment, String... prefix)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(prefix));
    command.addAll(List.of("/bin/bash", checkout.resolve("kern").toString(), "--version"));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().clear();
    builder.environment().putAll(environment);
    builder.environment().put("PATH", tools.toString());
    builder.environment().put("KERN_JDKS", jdks.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    return "%s[%d]"
        .formatted(said.replace(folder.toRealPath().toString(), "DIR"), process.waitFor());
  }

  private String kern() throws IOException, InterruptedException {
    return kern(Map.of());
  }

  @Test
  void aJdk25IsPreferredToNewerOnes() throws IOException, InterruptedException {
    maven();
    jdk(21);
    jdk(25);
    Path newer = jdk(26);
    for (Map<String, String> environment :
        List.of(Map.<String, String>of(), Map.of("JAVA_HOME", newer.toString()))) {
      assertThat(kern(environment))
          .doesNotContain("preferred")
          .endsWith("started DIR/jdks/jdk-25/bin/java\n[0]");
    }
  }

  @Test
  void aNewerJdkRunsKernAndIsNamed() throws IOException, InterruptedException {
    maven();
    jdk(17);
    jdk(26);
    jdk(27);
    assertThat(kern())
        .startsWith(
            "kern: using JDK 26 in DIR/jdks/jdk-26; JDK 25 is preferred, but none was found\n")
        .endsWith("started DIR/jdks/jdk-26/bin/java\n[0]");
    assertThat(kern(Map.of("JAVA_HOME", jdks.resolve("jdk-27").toString())))
        .isEqualTo(
            "kern: using JDK 27 in DIR/jdks/jdk-27; JDK 25 is preferred, but none was found\n"
                + "started DIR/jdks/jdk-27/bin/java\n[0]");
  }

  @Test
  void anOlderJdkIsNotEnough() throws IOException, InterruptedException {
    maven();
    jdk(21);
    assertThat(kern())
        .isEqualTo(
            "kern: no JDK 25 or newer found "
                + WHERE
                + " or where JDKs are usually installed; fix: install JDK 25, or set JAVA_HOME to"
                + " its folder\n[1]");
  }

  @Test
  void aMissingMavenIsNamed() throws IOException, InterruptedException {
    jdk(25);
    assertThat(kern())
        .isEqualTo(
            "kern: building needs Maven 3.8.7 or later, but mvn is not on the PATH; fix:"
                + " install Maven\n[1]");
  }

  @Test
  void aCheckoutThatMayNotBeWrittenIsNamed() throws IOException, InterruptedException {
    maven();
    jdk(25);
    Files.setPosixFilePermissions(checkout, PosixFilePermissions.fromString("r-xr-xr-x"));
    // The superuser may write everywhere.
    String[] nobody =
        System.getProperty("user.name").equals("root")
            ? new String[] {"setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"}
            : new String[0];
    assertThat(kern(Map.of(), nobody))
        .isEqualTo(
            "kern: DIR/checkout: permission denied, and Kern is not built yet or its sources"
                + " have changed; expected a writable checkout; fix: chmod -R u+w DIR/checkout, or"
                + " clone it into a folder you can write to\n[1]");
    Files.setPosixFilePermissions(checkout, PosixFilePermissions.fromString("rwxr-xr-x"));
  }
}
