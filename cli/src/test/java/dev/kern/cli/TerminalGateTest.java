package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.data.file.PlainText;
import dev.kern.train.RunFolder;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Nothing from outside reaches the terminal raw, whatever the command.
final class TerminalGateTest {
  private static final String EVIL = "\u001b]0;pwned\u0007\u202egpj\u200b\u009b2J\rx";

  @TempDir Path folder;

  static Stream<String> commands() {
    return Stream.of(
        "train --data %s",
        "train %s.yaml",
        "train --resume %s",
        "train --from %s",
        "train --network %s",
        "train --augment %s",
        "train --%s",
        "evaluate %s",
        "evaluate %s --csv %s",
        "evaluate %s --confusion none/%s",
        "predict %s %s",
        "predict %s %s --csv none/%s",
        "summary %s",
        "explain %s",
        "export %s --to onnx %s",
        "data info %s",
        "data check %s",
        "data sample %s --out %s",
        "data convert %s %s",
        "data fetch %s",
        "data fetch mnist --from %s",
        "data render --fonts %s --letters AB --out %s",
        "runs list %s",
        "runs compare %s %s",
        "runs report %s",
        "runs clean %s",
        "completion %s",
        "bench %s",
        "%s");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void argumentsComeBackPlain(String command) {
    for (String json : new String[] {"", " --json"}) {
      List<String> words = new ArrayList<>();
      for (String word : (command + json).split(" ", -1)) {
        words.add(word.replace("%s", EVIL));
      }
      assertThat(printed(words)).isNotBlank().doesNotContain("\u001b", "\u202e", "\r");
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void passwordsInAddressesAreNotRepeated(String command) {
    for (String address :
        List.of("http://me:secret@[", "ftp://me:a/secret@host", "http://me:secret@127.0.0.1:1/")) {
      List<String> words = List.of(command.replace("%s", address).split(" ", -1));
      assertThat(printed(words)).isNotBlank().doesNotContain("secret");
    }
  }

  @Test
  void anAddressOfAMirrorThatIsNoneComesBackWithoutItsPassword() {
    for (String address :
        List.of("http://me:a secret@host/", "me:secret@host", "//me:secret@host")) {
      assertThat(printed(List.of("data", "fetch", "mnist", "--from", address)))
          .contains("a mirror needs a web address")
          .doesNotContain("secret");
    }
  }

  @Test
  void namesInFilesComeBackPlain() throws IOException {
    Path data = folder.resolve("data");
    for (String name : List.of("A/1" + EVIL + ".png", "B/2.png", "B" + EVIL + "/3.txt")) {
      Path file = data.resolve(name);
      Files.createDirectories(file.getParent());
      BufferedImage image = new BufferedImage(6, 6, BufferedImage.TYPE_BYTE_GRAY);
      ImageIO.write(image, "png", file.toFile());
    }
    Files.writeString(data.resolve("A/broken" + EVIL + ".png"), "no image");
    for (List<String> command :
        List.of(
            List.of("data", "info", data.toString()),
            List.of("data", "check", data.toString()),
            List.of("data", "check", data.toString(), "--json"))) {
      printed(command);
    }
    Path recipe = folder.resolve("evil.yaml");
    Files.writeString(
        recipe,
        """
        data: glyphs
        steps: 1
        network: "\\e[2J\\e]0;pwned\\a\\u202Eevil"
        """);
    assertThat(printed(List.of("train", recipe.toString()))).contains("\\u001b");
  }

  @Test
  void whatARunHoldsComesBackPlain() throws IOException {
    Path run = folder.resolve("run");
    printed(
        List.of("train", "--steps", "1", "--no-report", "--threads", "1", "--out", run.toString()));
    Path record = run.resolve("run.json");
    String text = Files.readString(record);
    assertThat(RunFolder.isRun(run)).isTrue();
    Files.writeString(
        record,
        text.replace("\"glyphs\"", "\"\\u001b[2Jglyphs\\u202e\"")
            .replace("\"processor\": \"", "\"processor\": \"\\u001b[2J\\u200b"));
    for (String command : List.of("runs list %s", "runs compare %s %s", "evaluate %s")) {
      printed(List.of(command.formatted(run, run).split(" ", -1)));
    }
  }

  @Test
  void namesOfImagesAndLeftoversComeBackPlain() throws IOException {
    Path run = folder.resolve("run");
    printed(
        List.of("train", "--steps", "1", "--no-report", "--threads", "1", "--out", run.toString()));
    String evil = EVIL.replace("\r", ""); // with line breaks, it is no image's name
    Path images = Files.createDirectories(folder.resolve("images"));
    BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    ImageIO.write(image, "png", images.resolve("1" + evil + ".png").toFile());
    Files.writeString(images.resolve("2" + evil + ".png"), "no image");
    Files.writeString(images.resolve("." + evil + ".kern.tmp"), "");
    assertThat(printed(List.of("predict", run.toString(), images.toString())))
        .contains("1\\u001b", "2\\u001b");
    assertThat(printed(List.of("predict", run.toString(), images + "/*.png"))).contains("1\\u001b");
    assertThat(printed(List.of("runs", "clean", images.toString()))).contains("\\u001b");
  }

  /// All that a command prints, which must be plain.
  private static String printed(List<String> words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Kern.run(out, err, words.toArray(String[]::new));
    String printed = out.toString() + err;
    assertThat(printed.lines()).as("%s", words).allMatch(line -> PlainText.isPlain(tabless(line)));
    return printed;
  }

  private static String tabless(String line) {
    return line.replace("\t", "");
  }
}
