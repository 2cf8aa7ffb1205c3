package dev.kern.data.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ShellWordTest {
  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '|',
      value = {
        "runs/lenet-1, runs/lenet-1",
        "/data/Größe_2,  /data/Größe_2",
        "my runs/a,    'my runs/a'",
        "it's,         |'it'\\''s'|",
        "$HOME,        '$HOME'",
        "~/a,          '~/a'",
        "a;b,          'a;b'",
        "-a,           ./-a",
        "-a b,         './-a b'"
      })
  void isQuotedIfItMustBe(String path, String word) {
    Assumptions.assumeFalse(System.getProperty("os.name").startsWith("Windows"));
    assertThat(ShellWord.of(path)).isEqualTo(word);
    assertThat(ShellWord.of(Path.of(path))).isEqualTo(word);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "plain",
        "a b",
        "a'b'c",
        "a\"b",
        "$(ls) `ls`",
        "a\\b",
        "!x",
        "#x",
        "*.png",
        "{a,b}",
        "a\nb",
        "a\u001b[2J'\\x",
        "=ls",
        "<a>|&"
      })
  void comesBackFromAShell(String path) throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash");
    Process bash = new ProcessBuilder("/bin/bash", "-c", "printf %s " + ShellWord.of(path)).start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).isZero();
    assertThat(said).isEqualTo(path);
  }
}
