package dev.kern.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
final class ProgramConditionTest {
  @TempDir private Path folder;

  @Test
  void testsRunWhereTheProgramIs() throws IOException {
    ProgramCondition condition = new ProgramCondition("/none" + File.pathSeparator + folder);
    Path program = Files.createFile(folder.resolve("tool"));
    ConditionEvaluationResult without = condition.evaluate("tool");
    assertThat(without.isDisabled()).as("a file that can't be run").isTrue();
    assertThat(without.getReason()).contains("no tool is installed");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    assertThat(condition.evaluate("tool").isDisabled()).isFalse();
  }
}
