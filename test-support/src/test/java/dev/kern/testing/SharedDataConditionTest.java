package dev.kern.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SharedDataConditionTest {
  @TempDir private Path folder;

  @Test
  void testsRunWhereTheDataIs() {
    for (boolean required : new boolean[] {false, true}) {
      assertThat(new SharedDataCondition(folder, required).evaluate().isDisabled()).isFalse();
    }
  }

  @Test
  void testsAreSkippedWithoutTheData() {
    Path missing = folder.resolve("missing");
    assertThat(new SharedDataCondition(missing, false).evaluate().isDisabled()).isTrue();
    SkippedTests skipped = new SkippedTests(missing);
    skipped.add("BTest");
    skipped.add("ATest.reads");
    skipped.add("BTest");
    assertThat(skipped)
        .hasToString(
            "Skipped, no shared data in "
                + missing
                + " (maintainers' data, not published; CI runs these; to provide it:"
                + " -Dkern.shared=FOLDER): ATest.reads, BTest");
  }

  @Test
  void testsFailWithoutTheDataWhereItIsRequired() {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> new SharedDataCondition(missing, true).evaluate())
        .isInstanceOf(AssertionError.class)
        .hasMessage(
            missing
                + ": no such folder, and -Dkern.shared.required=true demands it; fix: provide it"
                + " beside the checkout or by -Dkern.shared=FOLDER");
  }
}
