package dev.kern.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Decides whether tests that need a [Browser] run.
final class BrowserCondition implements ExecutionCondition {
  private final Path program;
  private final Path driver;
  private final boolean required;

  BrowserCondition() {
    this(Browser.PROGRAM, Browser.DRIVER, Boolean.getBoolean("kern.browser.required"));
  }

  BrowserCondition(Path program, Path driver, boolean required) {
    this.program = program;
    this.driver = driver;
    this.required = required;
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    ConditionEvaluationResult result = evaluate();
    if (result.isDisabled() && context.getTestMethod().isEmpty()) {
      System.out.printf(
          "Skipped, %s: %s%n",
          result.getReason().orElse(""), context.getRequiredTestClass().getSimpleName());
    }
    return result;
  }

  /// Whether the tests run, by the programs alone.
  ///
  /// @throws AssertionError if one is missing but required
  ConditionEvaluationResult evaluate() {
    return Stream.of(program, driver)
        .filter(file -> !Files.isExecutable(file))
        .findFirst()
        .map(this::missing)
        .orElseGet(() -> ConditionEvaluationResult.enabled("Chromium is " + program));
  }

  private ConditionEvaluationResult missing(Path file) {
    String fix = "install Debian's packages chromium and chromium-driver";
    if (required) {
      throw new AssertionError(
          "%s: no such program, and -Dkern.browser.required=true demands it; fix: %s"
              .formatted(file, fix));
    }
    return ConditionEvaluationResult.disabled(
        "no browser in %s (CI has one; to run these: %s)".formatted(file, fix));
  }
}
