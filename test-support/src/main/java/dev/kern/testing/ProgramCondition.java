package dev.kern.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/// Decides whether tests that need a program run.
final class ProgramCondition implements ExecutionCondition {
  private final String path;

  ProgramCondition() {
    this(Optional.ofNullable(System.getenv("PATH")).orElse(""));
  }

  /// @param path the folders in which programs are looked for
  ProgramCondition(String path) {
    this.path = path;
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    return AnnotationSupport.findAnnotation(context.getElement(), NeedsProgram.class)
        .map(needed -> evaluate(needed.value()))
        .map(result -> told(result, context.getDisplayName()))
        .orElseGet(() -> ConditionEvaluationResult.enabled("no program is needed"));
  }

  private static ConditionEvaluationResult told(ConditionEvaluationResult result, String test) {
    if (result.isDisabled()) {
      System.out.printf("Skipped, %s: %s%n", result.getReason().orElse(""), test);
    }
    return result;
  }

  /// Whether tests that need a program run.
  ConditionEvaluationResult evaluate(String program) {
    return Arrays.stream(path.split(File.pathSeparator))
        .map(folder -> Path.of(folder, program))
        .filter(Files::isExecutable)
        .findFirst()
        .map(found -> ConditionEvaluationResult.enabled(program + " is " + found))
        .orElseGet(() -> ConditionEvaluationResult.disabled("no " + program + " is installed"));
  }
}
