package dev.kern.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class KernVersionTest {
  @Test
  void isThatOfTheBuild() throws IOException {
    assertThat(KernVersion.current()).matches("\\d+\\.\\d+\\.\\d+(-\\w+)?");
    assertThat(Files.readString(Path.of("pom.xml")))
        .contains("<version>" + KernVersion.current() + "</version>");
  }
}
