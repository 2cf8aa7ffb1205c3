package dev.kern.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Decides whether tests that need [SharedData] run.
final class SharedDataCondition implements ExecutionCondition {
  private static final ExtensionContext.Namespace NAMESPACE =
      ExtensionContext.Namespace.create(SharedDataCondition.class);

  private final Path folder;
  private final boolean required;

  SharedDataCondition() {
    this(SharedData.folder(), Boolean.getBoolean("kern.shared.required"));
  }

  SharedDataCondition(Path folder, boolean required) {
    this.folder = folder;
    this.required = required;
  }

  @Override
  public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
    ConditionEvaluationResult result = evaluate();
    if (result.isDisabled()) {
      context
          .getRoot()
          .getStore(NAMESPACE)
          .computeIfAbsent(SkippedTests.class, _ -> new SkippedTests(folder), SkippedTests.class)
          .add(name(context));
    }
    return result;
  }

  /// Whether the tests run, by the folder alone.
  ///
  /// @throws AssertionError if the folder is missing but required
  ConditionEvaluationResult evaluate() {
    if (Files.isDirectory(folder)) {
      return ConditionEvaluationResult.enabled("the shared data is in " + folder);
    }
    if (required) {
      throw new AssertionError(
          "%s: no such folder, and -Dkern.shared.required=true demands it; fix: %s"
              .formatted(folder, SharedData.FIX));
    }
    return ConditionEvaluationResult.disabled("no shared data in " + folder);
  }

  private static String name(ExtensionContext context) {
    String type = context.getRequiredTestClass().getSimpleName();
    return context.getTestMethod().map(method -> type + "." + method.getName()).orElse(type);
  }
}
