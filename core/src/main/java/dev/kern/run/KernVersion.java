package dev.kern.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/// The version of Kern that is running, such as `0.1.0`.
///
/// The build writes it into a resource beside this class: a module's descriptor or a jar's manifest
/// would get lost, or be another program's, where jars are merged into one.
public final class KernVersion {
  private static final String CURRENT = read();

  private KernVersion() {}

  /// The version, as Maven writes it.
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
