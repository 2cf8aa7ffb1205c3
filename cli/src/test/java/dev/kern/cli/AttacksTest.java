package dev.kern.cli;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.json.JsonText;
import dev.kern.testing.Fixtures;
import dev.kern.testing.NeedsSharedData;
import dev.kern.testing.SharedData;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Hostile files meet the commands that a user would try them with: each is taken, or refused with
/// status 2 and a paragraph that names the file and says how to fix it, and nothing is left behind.
final class AttacksTest {
  /// Said to hold a label that fits no class, and to be rejected; but it holds a plain 3, see the
  /// data module's test of it.
  private static final String TAME = "content_labels_int64_big.pickle";

  @TempDir private static Path trained;

  @TempDir private Path folder;

  /// A network of the attacks' own data, to show images to.
  @BeforeAll
  static void train() {
    Path control = Fixtures.path("attacks/pickle/ok_tiny_p4.pickle.gz");
    assertThat(run("train", "--data", control, "--steps", 2, "--out", trained.resolve("run")))
        .returns(0, Cli.Result::status);
  }

  private static Cli.Result run(Object... words) {
    Object[] all = words;
    if (words[0].equals("train")) {
      all = Stream.concat(Arrays.stream(words), Stream.of("--no-report", "--threads", 1)).toArray();
    }
    Cli.Result result = Cli.run(all);
    assertThat(result.err() + result.out())
        .doesNotContain("\tat ", "    at ", "Exception", "Error:");
    return result;
  }

  /// What the list beside the folder of a file says of it.
  private static String expected(Path stored, String name) {
    if (name.equals(TAME)) {
      return "accept";
    }
    Path list = stored.resolveSibling("../EXPECTED.json");
    return new JsonTree(JsonText.object(JsonText.read(list)).get(name)).at("expect").text();
  }

  private static String name(Path stored) {
    String name = stored.getFileName().toString();
    return name.substring(0, name.length() - ".gz".length());
  }

  static Stream<Path> pickles() {
    return Fixtures.files("attacks/pickle", ".gz").stream();
  }

  /// Those that are too large for the repository.
  static Stream<Path> largePickles() {
    Set<String> small = pickles().map(AttacksTest::name).collect(toSet());
    return SharedData.files("data/attacks/pickle", ".gz").stream()
        .filter(file -> !small.contains(name(file)));
  }

  @ParameterizedTest
  @MethodSource("pickles")
  void pickle(Path stored) throws IOException {
    checkPickle(stored);
  }

  @NeedsSharedData
  @ParameterizedTest
  @MethodSource("largePickles")
  void largePickle(Path stored) throws IOException {
    checkPickle(stored);
  }

  private void checkPickle(Path stored) throws IOException {
    String name = name(stored);
    Path file = folder.resolve(name);
    try (InputStream in = new GZIPInputStream(Files.newInputStream(stored))) {
      Files.copy(in, file);
    }
    String expect = expected(stored, name);
    check(run("data", "info", stored), expect, stored);
    Cli.Result info = run("data", "info", file);
    check(info, expect, file);
    Path sheet = folder.resolve("sheet.png");
    Path converted = folder.resolve("converted");
    Path out = folder.resolve("out");
    for (Cli.Result result :
        List.of(
            run("data", "check", file),
            run("data", "sample", file, "--out", sheet),
            run("data", "convert", file, converted, "--to", "shards"),
            run("train", "--data", file, "--steps", 1, "--batch", 2, "--out", out),
            run("evaluate", trained.resolve("run"), "--data", file))) {
      check(result, info.status(), file);
    }
    if (info.status() != 0) {
      assertThat(folder).isDirectoryNotContaining(left -> !left.equals(file));
    }
  }

  private static void check(Cli.Result result, String expect, Path path) {
    int status = expect.equals("accept") ? 0 : expect.equals("reject") ? 2 : result.status();
    check(result, status, path);
  }

  private static void check(Cli.Result result, int status, Path path) {
    assertThat(result.status()).as(result.err()).isEqualTo(status).isIn(0, 2);
    if (status == 2) {
      assertThat(result.err())
          .startsWith(path.toString())
          .contains("\n  fix       ")
          .hasSizeLessThan(1500);
      assertThat(result.out()).isEmpty();
    }
  }

  static Stream<Path> idxFiles() throws IOException {
    return files("attacks/idx");
  }

  private static Stream<Path> files(String relative) throws IOException {
    try (Stream<Path> files = Files.list(Fixtures.path(relative))) {
      List<Path> sorted = files.sorted().toList();
      assertThat(sorted).hasSizeGreaterThan(7);
      return sorted.stream();
    }
  }

  /// Each in the place of the images beside good labels, and of the labels beside good images.
  @ParameterizedTest
  @MethodSource("idxFiles")
  void idx(Path file) throws IOException {
    String name = file.getFileName().toString();
    Path images = folder.resolve("train-images-idx3-ubyte.gz");
    Path labels = folder.resolve("train-labels-idx1-ubyte.gz");
    Path goodImages = Fixtures.path("attacks/idx/good-images-idx3-ubyte.gz");
    Path goodLabels = Fixtures.path("attacks/idx/good-labels-idx1-ubyte.gz");
    Files.copy(file, images);
    Files.copy(goodLabels, labels);
    idxCommands(images, name.startsWith("good-images"));
    Files.copy(goodImages, images, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(file, labels, StandardCopyOption.REPLACE_EXISTING);
    idxCommands(images, name.startsWith("good-labels"));
  }

  private void idxCommands(Path images, boolean good) {
    Path out = folder.resolve("out");
    for (Cli.Result result :
        List.of(
            run("data", "info", images),
            run("data", "check", folder),
            run("train", "--data", images, "--steps", 1, "--batch", 2, "--out", out))) {
      check(result, good ? 0 : 2, folder);
    }
  }

  static Stream<Path> images() throws IOException {
    return files("attacks/png");
  }

  @ParameterizedTest
  @MethodSource("images")
  void image(Path file) throws IOException {
    String name = file.getFileName().toString();
    boolean sound = name.matches("(good_gray8|gray16|palette8|rgba8|size_56x56)\\.png");
    Path run = trained.resolve("run");
    check(run("predict", run, file), sound && !name.startsWith("size") ? 0 : 2, file);
    check(run("predict", run, file, "--size", "28x28"), sound ? 0 : 2, file);
    Path images = folder.resolve("images");
    for (String label : List.of("a", "b")) {
      Path place = Files.createDirectories(images.resolve(label));
      Files.copy(Fixtures.path("attacks/png/good_gray8.png"), place.resolve("good.png"));
    }
    Files.copy(file, images.resolve("a").resolve(name));
    check(run("data", "check", images, "--size", "28x28"), 0, images);
    assertThat(run("data", "info", images, "--size", "28x28").out().contains(name))
        .as("named as broken")
        .isEqualTo(!sound);
  }
}
