package dev.kern.train;

import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.dropout;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static dev.kern.optimize.Optimizer.sgd;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.augment.Augmentation;
import dev.kern.data.file.DataException;
import dev.kern.layer.Network;
import dev.kern.loss.Loss;
import dev.kern.optimize.EarlyStopping;
import dev.kern.optimize.Plateau;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class OverfitCheckTest {
  private static final Dataset DATA = Toys.bars(60, 30, 20);
  private static final Network NETWORK =
      Network.of(conv(6, 3), batchNorm(), relu(), flatten(), dense(16), relu(), dense(3))
          .named("bars");

  @TempDir Path folder;

  @Test
  void learnsAFewImagesWhateverTheTrainingDoes() {
    Path place = folder.resolve("run");
    OverfitCheck check =
        Training.of(NETWORK)
            .augment(Augmentation.flip())
            .schedule(Plateau.plateau(1))
            .loss(Loss.crossEntropy().labelSmoothing(0.2))
            .earlyStopping(EarlyStopping.after(1))
            .epochs(2)
            .threads(1)
            .out(place)
            .overfit(7);
    assertThat(check.describe(DATA))
        .isEqualTo(
            "Overfitting bars to 7 of 60 training images"
                + " (lying 3, standing 2, leaning 2): at most 1,000 steps");
    OverfitCheck.Result result = check.run(DATA);
    assertThat(result.learned()).isTrue();
    assertThat(result.images()).isEqualTo(7);
    assertThat(result.accuracy()).isOne();
    assertThat(result.loss()).isLessThanOrEqualTo(0.1);
    assertThat(result.steps()).isLessThan(1000);
    assertThat(result.causes()).isEmpty();
    assertThat(result.words())
        .matches("Learned the 7 images after [0-9]+ steps: accuracy 100.0%, loss 0\\.[0-9]{4}");
    assertThat(check.run(DATA)).isEqualTo(result);
    assertThat(place).doesNotExist();
  }

  @Test
  void saysWhyNothingIsLearned() {
    Network network = Network.of(flatten(), dropout(), dense(3));
    OverfitCheck.Result result =
        Training.of(network).optimizer(sgd(1e-6)).l2(0.1).overfit(16).steps(40).run(DATA);
    assertThat(result.learned()).isFalse();
    assertThat(result.steps()).isEqualTo(40);
    assertThat(result.words())
        .startsWith("Failed to learn the 16 images after 40 steps: accuracy ")
        .contains("\nLikely causes:\n  - the loss has hardly fallen (")
        .contains("a learning rate of 1.0E-6 is far too small")
        .contains("  - dropout hides a part of what is to be learned: try without it\n")
        .contains("  - l2 0.1 and weight decay 0.0 keep weights small: try 0\n");
  }

  @Test
  void findsEqualImagesWithDifferentLabels() {
    float[] pixels = new float[3 * 64];
    Arrays.fill(pixels, 64, 128, 1);
    Split split = Split.of(Toys.SHAPE, pixels, new int[] {0, 1, 2});
    Dataset data = DATA.withSplits(Map.of(SplitName.TRAIN, split));
    OverfitCheck.Result result =
        Training.of(Network.of(flatten(), dense(3))).overfit(3).steps(30).run(data);
    assertThat(result.causes())
        .contains("training images 0 and 2 are equal, but labelled lying and leaning");
  }

  /// A folder's images come class by class.
  @Test
  void takesImagesOfAllClasses() {
    float[] pixels = new float[6 * Toys.SHAPE.size()];
    Split split = Split.of(Toys.SHAPE, pixels, new int[] {0, 0, 0, 1, 1, 2});
    OverfitCheck check = Training.of(NETWORK).overfit(4);
    assertThat(check.describe(DATA.withSplits(Map.of(SplitName.TRAIN, split))))
        .contains("4 of 6 training images (lying 2, standing 1, leaning 1)");
  }

  @Test
  void refusesMoreImagesThanThereAre() {
    OverfitCheck check = Training.of(NETWORK).overfit(61);
    assertThatThrownBy(() -> check.run(DATA))
        .isInstanceOf(DataException.class)
        .hasMessage(
            """
            bars: not enough training images
              given     61 images to overfit, of 60
              expected  1 to 60
              fix       --overfit 16\
            """);
    assertThatThrownBy(() -> Training.of(NETWORK).overfit(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batch must be at least 1, given 0");
  }
}
