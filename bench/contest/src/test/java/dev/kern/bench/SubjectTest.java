package dev.kern.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kern.graph.Shape;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SubjectTest {
  /// Thousand millions of multiply-adds, by the papers or counted by hand.
  @ParameterizedTest
  @CsvSource({
    "lenet, 0.0021",
    "cifar_recipe, 0.118",
    "cifar_resnet18, 0.56",
    "resnet18, 1.81",
    "mobilenet_v2, 0.30"
  })
  void areTheKnownNetworks(String name, double billions) {
    Subject subject = Subject.of(name);
    Shape image = subject.shape();
    long multiplyAdds =
        subject.network().summary(image.extent(0), image.extent(1), image.extent(2)).multiplyAdds();
    assertThat(multiplyAdds / 1e9).isBetween(0.9 * billions, 1.1 * billions);
  }

  @Test
  void loseDropoutAndNothingElse() {
    Subject lenet = Subject.of("lenet");
    assertThat(lenet.withoutDropout().network().layers())
        .hasSize(lenet.network().layers().size() - 2)
        .isSubsetOf(lenet.network().layers());
    assertThat(lenet.withoutDropout().untrained().weights()).isEqualTo(lenet.untrained().weights());
  }

  @Test
  void giveKernItsResults() {
    try (KernFramework kern = new KernFramework(1)) {
      float[] losses = kern.results(Job.parse("training lenet 16")).orElseThrow();
      assertThat(losses).hasSize(Framework.CHECKED_STEPS);
      assertThat(losses[2]).isLessThan(losses[0]);
      assertThat(kern.results(Job.parse("inference lenet 16")).orElseThrow())
          .hasSize(10 * Framework.CHECKED);
      for (Job job : List.of(Job.parse("product 8 1"), Job.parse("convolution 8@8 1"))) {
        assertThat(kern.results(job)).isEmpty();
      }
    }
  }
}
