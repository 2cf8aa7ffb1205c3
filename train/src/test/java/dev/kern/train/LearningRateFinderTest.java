package dev.kern.train;

import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Dataset;
import dev.kern.layer.Network;
import dev.kern.optimize.EarlyStopping;
import dev.kern.train.LearningRateFinder.Point;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

final class LearningRateFinderTest {
  private static final Dataset DATA = Toys.bars(90, 30, 30);
  private static final Training TRAINING =
      Training.of(Network.of(conv(4, 3), relu(), flatten(), dense(3)).named("bars")).threads(1);

  @Test
  void endsWhereTheLossExplodes() {
    LearningRateFinder finder = LearningRateFinder.of(TRAINING).rates(1e-5, 1000);
    LearningRateFinder.Result result = finder.run(DATA);
    List<Point> points = result.points();
    assertThat(result.exploded()).isTrue();
    assertThat(points).hasSizeBetween(20, 199);
    assertThat(points.getFirst().rate()).isCloseTo(1e-5, within(1e-8));
    for (int i = 1; i < points.size(); i++) {
      assertThat(points.get(i).rate() / points.get(i - 1).rate()).isBetween(1.09, 1.105);
    }
    assertThat(result.suggested().orElseThrow()).isBetween(0.002, 1.0);
    assertThat(finder.run(DATA)).isEqualTo(result);
  }

  @Test
  void saysIfItEndedBefore() {
    LearningRateFinder.Result result =
        LearningRateFinder.of(TRAINING.earlyStopping(EarlyStopping.after(1)))
            .rates(1e-5, 1e-4)
            .steps(40)
            .run(DATA);
    assertThat(result.exploded()).isFalse();
    assertThat(result.points()).hasSize(40);
  }

  @Test
  void suggestsATenthOfTheRateWithTheLowestLoss() {
    List<Point> points =
        IntStream.range(0, 50)
            .mapToObj(i -> new Point(Math.pow(10, i / 10.0 - 4), 0, 1 + Math.abs(i - 37) / 20.0))
            .toList();
    assertThat(LearningRateFinder.suggested(points)).hasValue(0.05);
    assertThat(LearningRateFinder.suggested(points.subList(37, 50))).isEmpty();
  }

  @Test
  void refusesRatesThatDoNotRise() {
    LearningRateFinder finder = LearningRateFinder.of(TRAINING);
    assertThatThrownBy(() -> finder.rates(0.1, 0.1))
        .hasMessage("the first learning rate must be below the last, given 0.1 and 0.1");
    assertThatThrownBy(() -> finder.rates(0, 1))
        .hasMessage("first learning rate must be greater than 0, given 0.0");
    assertThatThrownBy(() -> finder.steps(20))
        .hasMessage("a learning rate test takes more than 20 steps, given 20");
  }
}
