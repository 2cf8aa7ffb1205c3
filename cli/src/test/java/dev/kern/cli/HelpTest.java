package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// The help of every command, as in `help.txt`, which `-Dgolden=write` rewrites.
final class HelpTest {
  private static final Path GOLDEN = Path.of("src/test/resources/dev/kern/cli/help.txt");

  @Test
  void saysWhatEveryCommandDoes() throws IOException {
    StringBuilder text = new StringBuilder();
    for (List<String> command : commands(Kern.withAllCommands(), List.of())) {
      List<String> words = new ArrayList<>(command);
      words.add("--help");
      Cli.Result result = Cli.run(words.toArray());
      assertThat(result.status()).as("%s", words).isZero();
      assertThat(result.lines()).as("%s", words).allMatch(line -> line.length() <= 80);
      text.append("$ kern %s%n%s%n".formatted(String.join(" ", words), result.out()));
    }
    if ("write".equals(System.getProperty("golden"))) {
      Files.writeString(GOLDEN, text);
    }
    assertThat(text.toString()).isEqualTo(Files.readString(GOLDEN));
  }

  /// The library of the command line colours help on a terminal, and the gate through which all is
  /// printed shows the codes for colours as text.
  @Test
  void isPlainOnTerminalsToo() {
    System.setProperty("picocli.ansi", "true");
    try {
      assertThat(Cli.run("train", "--help").out()).startsWith("Usage: kern train [-hV] ");
      assertThat(Cli.run().err()).startsWith("Usage: kern [-hV] ");
    } finally {
      System.clearProperty("picocli.ansi");
    }
  }

  private static List<List<String>> commands(CommandLine command, List<String> path) {
    List<List<String>> commands = new ArrayList<>(List.of(path));
    command
        .getSubcommands()
        .forEach(
            (name, child) -> {
              List<String> longer = new ArrayList<>(path);
              longer.add(name);
              commands.addAll(commands(child, longer));
            });
    return commands;
  }
}
