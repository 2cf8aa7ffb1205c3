package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompletionCommandTest {
  @TempDir private Path folder;

  @Test
  void bashCompletesCommandsAndOptions() throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash");
    Cli.Result script = Cli.run("completion", "bash");
    assertThat(script.status()).isZero();
    assertThat(script.out()).doesNotContain("…");
    assertThat(Cli.run("completion", "zsh").out()).isEqualTo(script.out());
    Files.writeString(folder.resolve("kern.sh"), script.out());
    assertThat(completed("kern", "ev")).isEqualTo("evaluate");
    assertThat(completed("kern", "runs", "cl")).isEqualTo("clean");
    assertThat(completed("kern", "evaluate", "--conf")).isEqualTo("--confusion");
    assertThat(completed("kern", "completion", "z")).isEqualTo("zsh");
  }

  private String completed(String... words) throws IOException, InterruptedException {
    String line =
        "source %s/kern.sh; COMP_WORDS=(%s); COMP_CWORD=%d;"
            .formatted(folder, String.join(" ", words), words.length - 1);
    Process bash =
        new ProcessBuilder("/bin/bash", "-c", line + " _complete_kern; echo ${COMPREPLY[@]}")
            .redirectError(ProcessBuilder.Redirect.DISCARD) // compopt works in shells for people
            .start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(said).isZero();
    return said.strip();
  }
}
