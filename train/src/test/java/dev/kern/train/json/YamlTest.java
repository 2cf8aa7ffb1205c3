package dev.kern.train.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.kern.data.file.DataException;
import dev.kern.json.JsonText;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class YamlTest {
  private static final int FUZZED = Integer.getInteger("fuzzed", 2_000);
  private static final String TEXT =
      """
      # a comment
      data: letters.pickle
      network:
        - {type: conv, filters: 16, size: 5}
        - relu
      rate: 1e-3
      'quoted': "12"
      """;

  @TempDir private Path folder;

  @Test
  void isJsonWithLessPunctuation() {
    assertThat(JsonText.line(Yaml.parse("f", TEXT).root()))
        .isEqualTo(
            "{\"data\":\"letters.pickle\",\"network\":[{\"type\":\"conv\",\"filters\":16,"
                + "\"size\":5},\"relu\"],\"rate\":0.001,\"quoted\":\"12\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "5, 5",
    "-3, -3",
    "0.5, 0.5",
    ".5, 0.5",
    "1e30, 1.0E30",
    "true, true",
    "no, \"no\"",
    "null, null",
    "~, null",
    "'', null",
    "0x10, \"0x10\"",
    "1_000, \"1_000\"",
    ".nan, \".nan\"",
    "123456789012345678901234567890, 123456789012345678901234567890"
  })
  void readsWordsAsJsonDoes(String word, String json) {
    String text = "key: " + (word == null ? "" : word);
    assertThat(JsonText.line(Yaml.parse("f", text).root().get("key"))).isEqualTo(json);
  }

  @Test
  void knowsTheLines() {
    Yaml yaml = Yaml.parse("f", TEXT);
    assertThat(yaml.place("data")).isEqualTo("f, line 2, data");
    assertThat(yaml.place("network[0].filters")).isEqualTo("f, line 4, network[0].filters");
    assertThat(yaml.place("network[1]")).isEqualTo("f, line 5, network[1]");
    assertThat(yaml.place("network[1].missing")).isEqualTo("f, line 5, network[1].missing");
    assertThat(yaml.place("")).isEqualTo("f");
    assertThat(yaml.place("elsewhere")).isEqualTo("f, elsewhere");
  }

  static Stream<List<String>> refused() {
    String bomb = "a: &a [x, x, x, x, x, x, x, x, x]\nb: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n";
    return Stream.of(
        List.of("", "f: no settings found"),
        List.of("# nothing", "f: no settings found"),
        List.of("[a, b]", "f: no settings found"),
        List.of(bomb, "f, line 1: anchors and aliases are not supported"),
        List.of("a: *b", "f, line 1: anchors and aliases are not supported"),
        List.of("a: 1\nb: !!java.net.URL [x]", "f, line 2: tags are not supported"),
        List.of("a: !!str 5", "f, line 1: tags are not supported"),
        List.of("a: 1\n--- \nb: 2", "f, line 2: more than one document"),
        List.of("a: 1\nb: 2\na: 3", "f, line 3: duplicate key 'a'"),
        List.of("? [a]\n: b", "f, line 1: keys must be plain words"),
        List.of("a: [1, 2", "f, line 1: not valid YAML"),
        List.of("a: 1\n\tb: 2", "f, line 2: not valid YAML"),
        List.of("a: b: c", "f, line 1: not valid YAML"),
        List.of("a: \u0000", "f: not valid YAML"),
        List.of("a: " + "[".repeat(100_000), "f, line 1: nested too deeply"));
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesWhatSettingsDontNeed(List<String> pair) {
    assertThatThrownBy(() -> Yaml.parse("f", pair.getFirst()))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(pair.getLast() + "\n")
        .hasMessageContaining("\n  fix       ");
  }

  static Stream<String> longKeys() {
    StringBuilder deep = new StringBuilder();
    for (int depth = 0; depth < 30; depth++) {
      deep.append(" ".repeat(depth)).append("k".repeat(1000)).append(":\n");
    }
    String many = IntStream.range(0, 30_000).mapToObj(i -> "," + i).collect(Collectors.joining());
    return Stream.of(deep + " ".repeat(30) + "{x" + many + "}", "? " + "a.".repeat(100_000));
  }

  /// A path is as long as all keys above it, and there is one for each key.
  @ParameterizedTest
  @MethodSource("longKeys")
  void longKeysCostNoMoreThanTheFile(String text) {
    assertThat(YamlTree.of("f", text).lines().keySet().stream().mapToLong(String::length).sum())
        .isLessThan(text.length());
    Yaml yaml = Yaml.parse("f", text);
    assertThatThrownBy(() -> yaml.expectKnown(List.of("data"), List.of()))
        .isInstanceOf(DataException.class)
        .hasMessageMatching("(?s)f: unknown key\n  given     '(kkk|a\\.a).*\n  fix .*");
  }

  @Test
  void refusesLargeFilesUnread() throws IOException {
    Path file = Files.writeString(folder.resolve("large.yaml"), "#".repeat(300_000));
    assertThatThrownBy(() -> Yaml.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + ": the file is too large for settings");
  }

  @Test
  void refusesOtherEncodings() throws IOException {
    for (Charset charset : List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16)) {
      Path file = Files.writeString(folder.resolve("latin.yaml"), "out: f\u00fcr\n", charset);
      assertThatThrownBy(() -> Yaml.read(file))
          .isInstanceOf(DataException.class)
          .hasMessage(
              """
              %s: the file isn't text in UTF-8
                fix       save it in that encoding, or check that the path names the right file\
              """
                  .formatted(file));
    }
  }

  @Test
  void readsNoDeviceWithoutEnd() throws IOException {
    Path zeros = Path.of("/dev/zero");
    assumeTrue(Files.exists(zeros), "this system has no /dev/zero");
    Path file = Files.createSymbolicLink(folder.resolve("zeros.yaml"), zeros);
    assertThatThrownBy(() -> Yaml.read(file))
        .isInstanceOf(DataException.class)
        .hasMessage(
            file
                + """
                : the file is too large for settings
                  given     a file that is endless or still growing
                  expected  at most 262,144
                  fix       check that the path names the right file\
                """);
    assertThatThrownBy(() -> JsonText.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("expected  at most 16,777,216");
  }

  /// Any text is either read or refused in words; `-Dfuzzed=1000000` tries more.
  @Tag("repeated")
  @Test
  void survivesWhatNobodyMeant() {
    Random random = new Random(5);
    byte[] alphabet =
        "ab:-[]{},'\"#&*!|>%@`?~\n\n  \t01.e\u0000\u00e9".getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < FUZZED; i++) {
      byte[] text = TEXT.getBytes(StandardCharsets.UTF_8);
      for (int change = random.nextInt(1, 6); change > 0; change--) {
        text[random.nextInt(text.length)] = alphabet[random.nextInt(alphabet.length)];
      }
      String mutant = new String(text, StandardCharsets.UTF_8);
      assertThatCode(() -> read(mutant)).as(mutant).doesNotThrowAnyException();
    }
  }

  private static void read(String text) {
    try {
      assertThat(Yaml.parse("f", text).root()).isNotNull();
    } catch (DataException e) {
      assertThat(e).hasMessageStartingWith("f").hasMessageContaining("fix");
    }
  }
}
