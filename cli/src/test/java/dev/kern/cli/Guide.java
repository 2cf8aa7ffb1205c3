package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A document whose `sh` blocks are run, one after the other, as a shell in a folder would: `kern`
/// in this process, `cat > FILE <<'END'`, `mv`, and `>`.
///
/// A process can't change its folder, so paths are made to lead into it: words that begin with the
/// name of something in the folder, or that end like a file's name.
final class Guide {
  private static final Pattern BLOCK = Pattern.compile("(?ms)^```sh\\n(.*?)^```$");
  private static final Pattern HERE = Pattern.compile("cat > (\\S+) <<'END'");
  private static final Pattern FILE =
      Pattern.compile("[\\w-]+\\.(csv|html|json|onnx|png|safetensors|svg|yaml)|runs");
  private static final String CTRL_C = "# Ctrl+C";

  private final Path folder;
  private final List<String> commands = new ArrayList<>();

  private Guide(Path folder) {
    this.folder = folder;
  }

  /// Runs the blocks of a document; gives the commands of Kern that ran, as they stand there.
  static List<String> run(String document, Path folder) throws IOException {
    Guide guide = new Guide(folder);
    Matcher block = BLOCK.matcher(document);
    while (block.find()) {
      guide.run(block.group(1).replace("\\\n", " ").lines().iterator());
    }
    return guide.commands;
  }

  private void run(Iterator<String> lines) throws IOException {
    while (lines.hasNext()) {
      String line = lines.next();
      Matcher here = HERE.matcher(line);
      if (here.matches()) {
        Files.writeString(folder.resolve(here.group(1)), here(lines));
      } else {
        run(line);
      }
    }
  }

  private String here(Iterator<String> lines) {
    StringBuilder text = new StringBuilder();
    for (String line = lines.next(); !line.equals("END"); line = lines.next()) {
      text.append(line.replaceFirst("^data: ", "data: " + folder + "/")).append('\n');
    }
    return text.toString();
  }

  private void run(String line) throws IOException {
    List<String> words = words(line.replaceFirst("#.*", ""));
    switch (words.removeFirst()) {
      case "kern" -> {
        commands.add(line);
        if (line.endsWith(CTRL_C)) {
          interrupt(words);
        } else {
          kern(line, words);
        }
      }
      case "mv" -> {
        Path file = Path.of(words.getFirst());
        Files.move(file, Path.of(words.getLast()).resolve(file.getFileName()));
      }
      default -> throw new AssertionError("a command that the test doesn't know: " + line);
    }
  }

  private void kern(String line, List<String> words) throws IOException {
    int redirected = words.indexOf(">");
    List<String> arguments = redirected < 0 ? words : words.subList(0, redirected);
    Cli.Result result = Cli.run(arguments.toArray());
    assertThat(result.status()).as("%s: %s%s", line, result.out(), result.err()).isZero();
    assertThat(result.out()).as(line).isNotEmpty();
    if (redirected >= 0) {
      Files.writeString(Path.of(words.getLast()), result.out());
    }
  }

  /// Ends a training in its midst, without a word of farewell: its terminal is gone.
  private static void interrupt(List<String> words) {
    Writer terminal =
        new StringWriter() {
          @Override
          public void write(String text, int from, int length) {
            super.write(text, from, length);
            if (toString().contains("Epoch 4:")) {
              throw new IllegalStateException("the terminal is gone");
            }
          }
        };
    assertThat(Kern.run(terminal, new StringWriter(), words.toArray(String[]::new))).isNotZero();
  }

  private List<String> words(String line) throws IOException {
    List<String> words = new ArrayList<>();
    for (String word : line.strip().split("\\s+", -1)) {
      if (word.contains("*")) {
        Path pattern = Path.of(word);
        try (DirectoryStream<Path> files =
            Files.newDirectoryStream(
                folder.resolve(pattern).getParent(), pattern.getFileName().toString())) {
          files.forEach(file -> words.add(file.toString()));
        }
      } else {
        words.add(isPath(word, words) ? folder.resolve(word).toString() : word);
      }
    }
    return words;
  }

  /// @param before the words before it: a program, a command, `--augment photos`
  private boolean isPath(String word, List<String> before) {
    boolean named = before.size() > 1 && !before.getLast().equals("--augment");
    return word.contains("/")
        || (named && (FILE.matcher(word).matches() || Files.exists(folder.resolve(word))));
  }
}
