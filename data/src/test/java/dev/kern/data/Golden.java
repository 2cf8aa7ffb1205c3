package dev.kern.data;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/// A text that was read and found good, in the test resources of this package.
final class Golden {
  private Golden() {}

  /// Compares, or with `-Dgolden=write` writes the file anew, whose difference is then to be read.
  static void check(String name, String actual) {
    if ("write".equals(System.getProperty("golden"))) {
      TestFiles.write(
          Path.of("src/test/resources/dev/kern/data").resolve(name), actual.getBytes(UTF_8));
      return;
    }
    assertThat(actual).isEqualTo(new String(TestFiles.bytes(TestFiles.resource(name)), UTF_8));
  }
}
