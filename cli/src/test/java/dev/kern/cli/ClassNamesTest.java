package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Names of classes, files and arguments, through the commands.
final class ClassNamesTest {
  @TempDir private Path folder;

  private Path images(String set, String... files) throws IOException {
    for (String file : files) {
      Path path = folder.resolve(set).resolve(file);
      Files.createDirectories(path.getParent());
      Cli.black(path, 28, 28);
    }
    return folder.resolve(set);
  }

  private Path run() throws IOException {
    Path data = images("train", "90/1.bmp", "180/1.bmp", "270/1.bmp", "0/1.bmp");
    Path run = folder.resolve("run");
    Cli.Result trained =
        Cli.run(
            "train",
            "--data",
            data,
            "--steps",
            1,
            "--batch",
            2,
            "--no-report",
            "--out",
            run,
            "--channels",
            1);
    assertThat(trained.err()).isEmpty();
    return run;
  }

  private static Cli.Result evaluate(Path run, Path data) {
    return Cli.run("evaluate", run, "--data", data, "--split", "all");
  }

  @Test
  void evaluationMatchesClassesByName() throws IOException {
    Path run = run();
    Path some = images("some", "x/90/1.bmp", "x/0/2.bmp", "x/270/monday/1.bmp");
    Cli.Result result = evaluate(run, some);
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("note: classes without images: 180\n", ", on 3 images\n")
        .containsPattern("\n180 .* 0\n")
        .containsPattern("\n270 .* 1\n");
    Path one = images("one", "180/1.bmp", "180/2.bmp");
    assertThat(evaluate(run, one).out()).contains(", on 2 images\n");
    Path other = images("other", "0/1.bmp", "45/1.bmp", "90/1.bmp");
    Cli.Result refused = evaluate(run, other);
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err())
        .isEqualTo(
            """
            %s: unknown classes: 45
              given     the classes 0, 90, 45
              expected  some of 4 classes: 0, 180, 270, 90
              fix       remove what is unknown, or use a network trained on this data
            """
                .formatted(other));
  }

  @Test
  void anEncodingIsToldFromItsName() throws IOException {
    Path data = images("data", "a/1.bmp", "b/1.bmp");
    assertThat(Cli.run("data", "info", data, "--names", "cp437").status()).isZero();
    Cli.Result wrong = Cli.run("data", "info", data, "--names", "CP4370");
    assertThat(wrong.status()).isEqualTo(2);
    assertThat(wrong.err())
        .isEqualTo(
            """
            --names: unknown encoding: 'CP4370'
              expected  an encoding that Java knows, such as CP437, GBK, Shift_JIS or windows-1252
              fix       --names CP437
            """);
  }

  @Test
  void argumentsThatCantBeReadAreRefused() {
    String locale = System.getProperty("sun.jnu.encoding");
    try {
      for (String encoding : List.of("UTF-8", "ANSI_X3.4-1968")) {
        System.setProperty("sun.jnu.encoding", encoding);
        Cli.Result result = Cli.run("data", "info", "caf\ufffd");
        assertThat(result.status()).isEqualTo(2);
        assertThat(result.err())
            .startsWith("kern: an argument can't be read: 'caf\ufffd'\n  given     ")
            .contains("UTF-8\n  fix       ");
      }
    } finally {
      System.setProperty("sun.jnu.encoding", locale);
    }
  }
}
