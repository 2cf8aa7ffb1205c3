package dev.kern.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
final class BrowserConditionTest {
  @TempDir private Path folder;

  @Test
  void testsRunWhereBothProgramsAre() throws IOException {
    Path program = Files.createFile(folder.resolve("chromium"));
    assertThat(program.toFile().setExecutable(true)).isTrue();
    for (boolean required : new boolean[] {false, true}) {
      assertThat(new BrowserCondition(program, program, required).evaluate().isDisabled())
          .isFalse();
    }
    Path driver = folder.resolve("driver");
    assertThat(new BrowserCondition(program, driver, false).evaluate().isDisabled()).isTrue();
  }

  @Test
  void testsFailWithoutThemWhereTheyAreRequired() {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> new BrowserCondition(missing, missing, true).evaluate())
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            missing
                + ": no such program, and -Dkern.browser.required=true demands it; fix: install"
                + " Debian's packages chromium and chromium-driver");
  }
}
