package dev.kern.data.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads whole files up to a maximum size.
public final class BoundedFile {
  private BoundedFile() {}

  /// A file's bytes. A file without a size, such as a pipe, is read to its end, but not past
  /// `most`.
  ///
  /// Fails with [DataException] if there are more than `most`, or it can't be read.
  ///
  /// @param what what the file should contain, for messages: `settings`
  /// @param named what the path should refer to, for messages: `the right file`
  public static byte[] read(Path file, int most, String what, String named) {
    try (InputStream in = Files.newInputStream(file)) {
      long size = Files.size(file);
      if (size > most) {
        throw tooLarge(file, Problem.count(size) + " bytes", most, what, named);
      }
      // Not all: a device has no size and no end, and a file may grow meanwhile.
      byte[] content = in.readNBytes(most + 1);
      if (content.length > most) {
        throw tooLarge(file, "a file that is endless or still growing", most, what, named);
      }
      return content;
    } catch (IOException e) {
      throw Problem.of(file, e);
    }
  }

  /// The text of a file in UTF-8; fails as [#read] does, and if it is in another encoding.
  public static String text(Path file, int most, String what, String named) {
    byte[] content = read(file, most, what, named);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
    } catch (CharacterCodingException e) {
      throw Problem.at(file.toString(), "the file isn't text in UTF-8")
          .because(e)
          .fix("save it in that encoding, or check that the path names " + named);
    }
  }

  private static DataException tooLarge(
      Path file, String given, int most, String what, String named) {
    return Problem.at(file.toString(), "the file is too large for " + what)
        .given(given)
        .expected("at most " + Problem.count(most))
        .fix("check that the path names " + named);
  }
}
