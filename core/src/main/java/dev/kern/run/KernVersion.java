package dev.kern.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The version of Kern that is running, such as `0.1.0`.
///
/// The build writes it into a resource beside this class: when jars are merged into one, a module
/// descriptor or a manifest is lost, or replaced by another program's.
public final class KernVersion {
  private static final String CURRENT = read();

  private KernVersion() {}

  /// The version in Maven's format.
  public static String current() {
    return CURRENT;
  }

  private static String read() {
    try (InputStream in = KernVersion.class.getResourceAsStream("version")) {
      if (in == null) {
        return "unknown"; // classes alone, as an editor compiles them
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
