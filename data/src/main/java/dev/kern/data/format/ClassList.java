package dev.kern.data.format;

import dev.kern.data.Labels;
import dev.kern.data.archive.FileSet;
import dev.kern.data.file.BoundedFile;
import dev.kern.data.file.Content;
import dev.kern.data.file.Problem;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/// A text file with the name of a class on each line, as any editor saves it.
///
/// Blank lines are no classes. A byte order mark says the encoding; without one it is UTF-8, or
/// else what Windows uses in Western Europe, which is told.
public final class ClassList {
  private static final int MOST_BYTES = 1 << 20;
  private static final String MARK = "\ufeff";

  private ClassList() {}

  /// The names in a file.
  ///
  /// Fails with `DataException` if it can't be read, or a name occurs twice.
  ///
  /// @param encoding the encoding of a file without a mark, if it is known
  /// @param note receives a line if the encoding had to be guessed
  static List<String> read(
      FileSet files, String name, Optional<Charset> encoding, Consumer<String> note) {
    return names(files.place(name), text(name, content(files, name), encoding, note));
  }

  /// The names in a file.
  ///
  /// Fails with `DataException` if it can't be read, or a name occurs twice.
  ///
  /// @param note receives a line if the encoding had to be guessed
  public static List<String> read(Path file, Consumer<String> note) {
    byte[] content = BoundedFile.read(file, MOST_BYTES, "a list of classes", "the right file");
    return names(file.toString(), text(file.toString(), content, Optional.empty(), note));
  }

  private static List<String> names(String place, String text) {
    List<String> names =
        text.lines()
            .map(line -> Labels.normalized(line.replace(MARK, "").strip()))
            .filter(line -> !line.isEmpty())
            .toList();
    Set<String> seen = new HashSet<>();
    for (String label : names) {
      if (!seen.add(label)) {
        throw Problem.at(place, "two classes have the same name")
            .given(Problem.quote(label) + " twice")
            .expected("a name of its own for each class")
            .fix("rename one of them");
      }
    }
    return names;
  }

  private static byte[] content(FileSet files, String name) {
    byte[] bytes = new byte[MOST_BYTES + 1];
    try (Content content = files.open(name)) {
      int length = content.readUpTo(bytes, 0, bytes.length);
      if (length > MOST_BYTES) {
        throw Problem.at(files.place(name), "too large for a list of classes")
            .expected("at most %s bytes".formatted(Problem.count(MOST_BYTES)))
            .fix("check what it is, or delete it");
      }
      return Arrays.copyOf(bytes, Math.max(0, length));
    }
  }

  private static String text(
      String file, byte[] bytes, Optional<Charset> encoding, Consumer<String> note) {
    Optional<Charset> said = mark(bytes).or(() -> encoding);
    if (said.isPresent()) {
      return new String(bytes, said.get());
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      note.accept(
          ("%s: the names aren't UTF-8; read as windows-1252 (if they look wrong: --names GBK, or"
                  + " another)")
              .formatted(file));
      return new String(bytes, Charset.forName("windows-1252"));
    }
  }

  /// The encoding that the first bytes tell: those of a mark, or of a first letter in UTF-16.
  private static Optional<Charset> mark(byte[] bytes) {
    String four = HexFormat.of().formatHex(bytes, 0, Math.min(4, bytes.length));
    if (four.equals("fffe0000") || four.equals("0000feff")) {
      return Optional.of(Charset.forName("UTF-32")); // which reads the mark
    }
    int first = bytes.length > 1 ? bytes[0] & 0xff : -1;
    int second = bytes.length > 1 ? bytes[1] & 0xff : -1;
    if ((first == 0xff && second == 0xfe) || (first > 0 && second == 0)) {
      return Optional.of(StandardCharsets.UTF_16LE);
    }
    if ((first == 0xfe && second == 0xff) || (first == 0 && second > 0)) {
      return Optional.of(StandardCharsets.UTF_16BE);
    }
    boolean utf8 = bytes.length > 2 && first == 0xef && second == 0xbb && (bytes[2] & 0xff) == 0xbf;
    return utf8 ? Optional.of(StandardCharsets.UTF_8) : Optional.empty();
  }
}
