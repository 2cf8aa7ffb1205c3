package dev.kern.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The notebook's program learns real letters and prints what the notebook prints.
final class NotMnistTest {
  static final Path LETTERS =
      Path.of(System.getProperty("kern.shared", "../../shared"), "data/pickles/small_p4.pickle.gz");

  @ParameterizedTest
  @EnumSource
  void learns(NotMnist.Network network) {
    assertThat(Files.isReadable(LETTERS)).as("%s is there", LETTERS.toAbsolutePath()).isTrue();
    List<String> lines = new ArrayList<>();
    double accuracy = NotMnist.run(LETTERS, network, 600, lines::add);
    assertThat(lines)
        .contains("Test set (500, 28, 28, 1) (500, 10)", "Initialized")
        .anyMatch(line -> line.startsWith("Minibatch loss at step 0: "))
        .anyMatch(line -> line.startsWith("Validation accuracy: "))
        .endsWith("Test accuracy: %.1f%%".formatted(accuracy));
    // Ten letters: chance is 10 %, and dropout makes the third network slow to begin with.
    assertThat(accuracy).isGreaterThan(network == NotMnist.Network.LENET ? 60 : 75);
  }
}
