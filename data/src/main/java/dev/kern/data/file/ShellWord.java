package dev.kern.data.file;

import java.nio.file.Path;
import java.util.regex.Pattern;

/// Paths as words of a command line that a user can paste into a shell.
public final class ShellWord {
  private static final Pattern SAFE = Pattern.compile("[\\p{L}\\p{N}_./:@%+,-]+");
  private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

  private ShellWord() {}

  /// A path, quoted if a shell would take it for something else, and never like an option.
  public static String of(Path path) {
    return of(path.toString());
  }

  /// A path, as [#of(Path)] does.
  public static String of(String path) {
    String word = path.startsWith("-") ? "./" + path : path;
    if (WINDOWS) {
      return SAFE.matcher(word.replace('\\', '/')).matches() ? word : '"' + word + '"';
    }
    if (SAFE.matcher(word).matches()) {
      return word;
    }
    return PlainText.isPlain(word)
        ? "'" + word.replace("'", "'\\''") + "'"
        : "$'" + PlainText.of(word.replace("\\", "\\\\").replace("'", "\\'")) + "'";
  }
}
