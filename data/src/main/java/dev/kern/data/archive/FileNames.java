package dev.kern.data.archive;

import dev.kern.data.file.Problem;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads the names of files from their bytes.
final class FileNames {
  /// What Java makes of bytes that don't fit its locale's encoding, whatever they are.
  private static final char UNREADABLE = '\ufffd';

  private FileNames() {}

  /// A name that is in UTF-8, unless an encoding is known. Where it isn't, it is read as
  /// ISO-8859-1, in which different bytes are different names.
  ///
  /// @param note receives a line if the encoding had to be guessed
  static String text(byte[] bytes, Optional<Charset> encoding, Consumer<String> note) {
    if (encoding.isPresent()) {
      return new String(bytes, encoding.get());
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException _) {
      note.accept(
          "some names aren't UTF-8; these were read as ISO-8859-1 (if they look wrong: --names"
              + " GBK, or another)");
      return new String(bytes, StandardCharsets.ISO_8859_1);
    }
  }

  /// The name of a file in a folder.
  ///
  /// Fails with `DataException` if the locale in which this program was started can't read it:
  /// files of different names would have the same one.
  static String of(Path file, Optional<Charset> encoding, Consumer<String> note) {
    String name = file.getFileName().toString();
    if (name.indexOf(UNREADABLE) < 0) {
      return name;
    }
    String locale = System.getProperty("sun.jnu.encoding", "UTF-8");
    if (!locale.equalsIgnoreCase("UTF-8")) {
      throw Problem.at(file.toString(), "the file's name can't be read")
          .given("a locale whose encoding is " + locale)
          .expected("one whose encoding is UTF-8")
          .fix("start Kern with LC_ALL=C.UTF-8");
    }
    return text(bytes(file), encoding, note);
  }

  /// The bytes of a name, which only the file's URI tells.
  private static byte[] bytes(Path file) {
    String path = file.toUri().getRawPath();
    String name = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    for (int i = name.lastIndexOf('/') + 1; i < name.length(); i++) {
      if (name.charAt(i) == '%') {
        bytes.write(Integer.parseInt(name, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(name.charAt(i));
      }
    }
    return bytes.toByteArray();
  }
}
