package dev.kern.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.testing.Fixtures;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The notebook's program learns real letters and prints what the notebook prints.
final class NotMnistTest {
  @ParameterizedTest
  @EnumSource
  void learns(NotMnist.Network network) {
    List<String> lines = new ArrayList<>();
    double accuracy = NotMnist.run(Fixtures.letters(), network, 600, lines::add);
    assertThat(lines)
        .contains("Test set (500, 28, 28, 1) (500, 10)", "Initialized")
        .anyMatch(line -> line.startsWith("Minibatch loss at step 0: "))
        .anyMatch(line -> line.startsWith("Validation accuracy: "))
        .endsWith("Test accuracy: %.1f%%".formatted(accuracy));
    // Ten letters: chance is 10 %, and dropout makes the third network slow to begin with.
    assertThat(accuracy).isGreaterThan(network == NotMnist.Network.LENET ? 60 : 75);
  }
}
