package dev.kern.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// The script `kern` and its search for a JDK, on copies of them beside JDKs and a Maven that only
/// say that they were started.
@EnabledOnOs({OS.LINUX, OS.MAC})
final class LauncherTest {
  /// Prints the name of the young generation's collector.
  private static final String COLLECTOR =
      """
      package dev.kern.cli;

      public class Kern {
        public static void main(String[] arguments) {
          System.out.println(
              java.lang.management.ManagementFactory.getGarbageCollectorMXBeans().get(0).getName());
        }
      }
      """;

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
    for (String flags : List.of("java", "collector", "compute", "quick")) {
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

  /// Installs a JDK whose programs say where they are; its `java` leaves its arguments beside
  /// itself, and an archive where it is asked to.
  private Path jdk(int version) throws IOException {
    return jdk(version, "exit 0");
  }

  private Path jdk(int version, String endAfterArchiving) throws IOException {
    Path jdk = Files.createDirectories(jdks.resolve("jdk-" + version));
    Files.writeString(
        jdk.resolve("release"),
        "IMPLEMENTOR=\"nobody\"\nJAVA_VERSION=\"%d.0.1\"\n".formatted(version));
    Files.createDirectory(jdk.resolve("bin"));
    program(jdk.resolve("bin/javac"), "echo \"started $0\"");
    program(
        jdk.resolve("bin/java"),
        """
        case ${JDK_JAVA_OPTIONS:-} in
          -XX:ArchiveClassesAtExit=*) echo archived >"${JDK_JAVA_OPTIONS#*=}"; %s ;;
        esac
        printf '%%s\\n' "$@" >"$0.arguments"
        echo "started $0\"\
        """
            .formatted(endAfterArchiving));
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
    return run(environment, command);
  }

  /// The arguments that a command of Kern gives to the JVM.
  private List<String> arguments(Map<String, String> environment, String... command)
      throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("/bin/bash", checkout.resolve("kern").toString()));
    line.addAll(List.of(command));
    assertThat(run(environment, line)).endsWith("[0]");
    return Files.readAllLines(jdks.resolve("jdk-25/bin/java.arguments"));
  }

  private String run(Map<String, String> environment, List<String> command)
      throws IOException, InterruptedException {
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

  @Test
  void aBuildArchivesTheClassesOfTraining() throws IOException, InterruptedException {
    maven();
    jdk(25);
    Path target = checkout.toRealPath().resolve("cli/target");
    String archive = "-XX:SharedArchiveFile=" + target.resolve("lib/classes.jsa");
    assertThat(arguments(Map.of(), "train")).contains(archive);
    assertThat(target.resolve("lib/classes.jsa")).hasContent("archived");
    assertThat(target.resolve("archive")).doesNotExist();
    assertThat(arguments(Map.of(), "runs", "report")).contains(archive);
    assertThat(arguments(Map.of(), "runs", "list")).doesNotContain(archive);
    for (String own :
        List.of("-XX:AOTCache=my.aot", "-XX:+AutoCreateSharedArchive", "-Xshare:off", "-Xlog:gc")) {
      assertThat(arguments(Map.of("JAVA_TOOL_OPTIONS", own), "train")).doesNotContain(archive);
    }
  }

  @Test
  void anArchiveThatWasNotFinishedIsNotUsed() throws IOException, InterruptedException {
    maven();
    jdk(25, "exit 134");
    assertThat(arguments(Map.of(), "train")).noneMatch(argument -> argument.contains("Archive"));
    assertThat(checkout.resolve("cli/target/lib")).isEmptyDirectory();
    assertThat(checkout.resolve("cli/target/archive")).doesNotExist();
  }

  @Test
  void theUsersCollectorTakesThePlaceOfKerns() throws IOException, InterruptedException {
    maven();
    jdk(25);
    String flags = "@" + checkout.toRealPath().resolve("build/flags/collector.flags");
    assertThat(arguments(Map.of(), "data")).contains(flags);
    assertThat(arguments(Map.of("JAVA_TOOL_OPTIONS", "-XX:+UseGCOverheadLimit"), "data"))
        .contains(flags);
    for (Map<String, String> own :
        List.of(
            Map.of("JAVA_TOOL_OPTIONS", "-Xmx1g -XX:+UseZGC"),
            Map.of("JDK_JAVA_OPTIONS", "'-XX:+UseParallelGC'"),
            Map.of("_JAVA_OPTIONS", "-XX:+UseSerialGC"))) {
      assertThat(arguments(own, "data")).doesNotContain(flags);
    }
  }

  /// Java names files in the encoding of the locale.
  @Test
  void namesAreUtf8WhateverTheLocale() throws IOException, InterruptedException {
    maven();
    program(jdk(25).resolve("bin/java"), "echo \"locale ${LC_ALL:-${LC_CTYPE:-${LANG:-none}}}\"");
    for (Map<String, String> ascii :
        List.of(
            Map.<String, String>of(),
            Map.of("LC_ALL", "C", "LANG", "de_DE.UTF-8"),
            Map.of("LANG", "POSIX"),
            Map.of("LC_CTYPE", "de_DE.ISO-8859-1"))) {
      assertThat(kern(ascii)).endsWith("locale C.UTF-8\n[0]");
    }
    assertThat(kern(Map.of("LANG", "de_DE.utf8"))).endsWith("locale de_DE.utf8\n[0]");
    assertThat(kern(Map.of("LC_CTYPE", "C.UTF-8"))).endsWith("locale C.UTF-8\n[0]");
    program(tools.resolve("locale"), "echo ANSI_X3.4-1968"); // as for one that isn't installed
    assertThat(kern(Map.of("LANG", "de_DE.utf8"))).endsWith("locale C.UTF-8\n[0]");
    program(tools.resolve("locale"), "echo UTF-8");
    assertThat(kern(Map.of("LANG", "de_DE"))).endsWith("locale de_DE\n[0]");
  }

  @Test
  void pathsMayHoldSpacesAndLinks() throws IOException, InterruptedException {
    Path moved = Files.move(checkout, folder.resolve("check out"));
    checkout = Files.createSymbolicLink(folder.resolve("link"), moved);
    maven();
    jdk(25);
    String jars = moved.toRealPath().resolve("cli/target/lib") + "/*";
    assertThat(arguments(Map.of(), "train", "--out", "a  run"))
        .containsSequence("-cp", jars, "dev.kern.cli.Kern", "train", "--out", "a  run");
    assertThat(arguments(Map.of("KERN_CLASSPATH", "my layers/a.jar:b"), "predict"))
        .containsSequence("-cp", jars + ":my layers/a.jar:b", "dev.kern.cli.Kern", "predict");
  }

  @Test
  void theBatchFileStartsWhatTheScriptStarts() throws IOException {
    String script = Files.readString(Path.of("../build/launch.sh"));
    String batch = Files.readString(Path.of("../dist/src/bin/kern.bat"));
    assertThat(words("(?:in \\(|~2\"==\")(train [a-z ]+|runs report)", batch))
        .isEqualTo(words("(?m)^ +(train .*)\\)$", script))
        .contains("bench");
    assertThat(words("\\+Use([A-Za-z0-9]+)GC", batch))
        .isEqualTo(words("Use\\(([A-Za-z0-9|]+)\\)GC", script))
        .contains("Z");
    String variables = "(J\\w+_OPTIONS|_J\\w+_OPTIONS)";
    assertThat(words(variables, batch)).isEqualTo(words(variables, script)).hasSize(3);
    for (String option : List.of("-XX:CICompilerCount=3", "collector.flags", "java.flags")) {
      assertThat(batch).contains(option);
      assertThat(script).contains(option);
    }
    assertThat(words("\"kind=(\\w+)\"", batch)).containsExactly("compute", "java", "quick");
    for (String main : List.of(batch, script)) {
      assertThat(main).contains(" dev.kern.cli.Kern ");
    }
  }

  /// The words of what an expression's group matches, wherever it is found.
  private static Set<String> words(String expression, String text) {
    Set<String> words = new TreeSet<>();
    Matcher matcher = Pattern.compile(expression).matcher(text);
    while (matcher.find()) {
      words.addAll(List.of(matcher.group(1).split("\\W+", -1)));
    }
    words.remove("");
    return words;
  }

  /// The real JVM starts with an archive of any kind, and with whatever collector the user chose,
  /// and prints nothing about it.
  @Test
  void noArchiveAndNoCollectorKeepsTheJvmFromStarting() throws IOException, InterruptedException {
    Path jars = Files.createDirectory(folder.resolve("jars"));
    Path source = Files.createDirectories(folder.resolve("dev/kern/cli")).resolve("Kern.java");
    Files.writeString(source, COLLECTOR);
    Path home = Path.of(System.getProperty("java.home"));
    run(Map.of(), List.of(home.resolve("bin/javac").toString(), "-d", "" + folder, "" + source));
    run(
        Map.of(),
        List.of(
            home.resolve("bin/jar").toString(),
            "cf",
            jars + "/kern.jar",
            "-C",
            "" + folder,
            "dev"));
    List<String> start =
        List.of(
            "/bin/bash",
            "-euc",
            "JAVA_HOME=%s jars=%s flags=%s; set -- train; . %s"
                .formatted(
                    home,
                    jars,
                    checkout.resolve("build/flags"),
                    checkout.resolve("build/launch.sh")));
    Path archive = jars.resolve("classes.jsa");
    assertThat(run(Map.of(), start)).isEqualTo("Copy\n[0]");
    Path made = folder.resolve("made.jsa");
    Map<String, String> making = Map.of("JAVA_TOOL_OPTIONS", "-XX:ArchiveClassesAtExit=" + made);
    assertThat(run(making, start)).contains("Copy\n").endsWith("[0]");
    byte[] whole = Files.readAllBytes(made);
    for (byte[] bytes :
        List.of(
            whole, Arrays.copyOf(whole, whole.length / 2), Arrays.copyOf(whole, 9), new byte[0])) {
      Files.write(archive, bytes);
      assertThat(run(Map.of(), start)).isEqualTo("Copy\n[0]");
    }
    Files.write(archive, whole);
    // another time stamp than the archive's
    Files.setLastModifiedTime(jars.resolve("kern.jar"), FileTime.fromMillis(1_000_000_000_000L));
    assertThat(run(Map.of(), start)).isEqualTo("Copy\n[0]");
    for (String collector : List.of("Serial", "Parallel", "G1", "Z")) {
      assertThat(run(Map.of("JAVA_TOOL_OPTIONS", "-XX:+Use%sGC".formatted(collector)), start))
          .matches("Picked up .*\n(Copy|PS |G1 |ZGC ).*\n\\[0]");
    }
  }
}
