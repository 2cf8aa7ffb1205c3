package dev.kern.train;

import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.conv;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.relu;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.augment.View;
import dev.kern.data.file.DataException;
import dev.kern.layer.Network;
import dev.kern.metric.Scores;
import dev.kern.model.Ensemble;
import dev.kern.model.Evaluator;
import dev.kern.model.TrainedModel;
import dev.kern.run.Engine;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ensembles and views against means of what networks say one by one.
final class EnsembleTest {
  private static final Dataset DATA = Toys.bars(60, 6, 300);
  private static final Split IMAGES = DATA.split(SplitName.TEST).orElseThrow();
  private static final Network NETWORK =
      Network.of(conv(4, 3), batchNorm(), relu(), flatten(), dense(3));

  @TempDir private Path folder;

  private static TrainedModel trained(Network network, long seed) {
    Training training = Training.of(network).batch(6).steps(5).seed(seed).threads(1);
    try (TrainStep step = TrainStep.of(training, DATA)) {
      for (var batch : DATA.train().batches(6, seed)) {
        step.run(batch);
      }
      return step.model();
    }
  }

  private static Scores scores(TrainedModel model, List<View> views, int threads, Split split) {
    try (Evaluator evaluator = Evaluator.open(model, Engine.VECTOR, threads).views(views)) {
      return evaluator.scores(split);
    }
  }

  private static Scores scores(TrainedModel model) {
    return scores(model, List.of(View.PLAIN), 2, IMAGES);
  }

  @Test
  void saysTheMeanOfWhatItsMembersSay() {
    TrainedModel a = trained(NETWORK, 1);
    TrainedModel b = trained(Network.of(flatten(), dense(20), relu(), dense(3)), 2);
    TrainedModel c = trained(NETWORK, 3);
    Scores whole = scores(Ensemble.of(List.of(a, b, c)));
    List<Scores> each = List.of(scores(a), scores(b), scores(c));
    for (int image = 0; image < whole.count(); image++) {
      for (int k = 0; k < 3; k++) {
        double sum = 0;
        for (Scores one : each) {
          sum += one.output(image, k);
        }
        assertThat(whole.output(image, k)).isCloseTo(sum / 3, within(1e-4));
      }
    }
  }

  @Test
  void isAModelLikeAnyOther() {
    TrainedModel a = trained(NETWORK, 1);
    assertThat(Ensemble.of(List.of(a))).isSameAs(a);
    TrainedModel whole = Ensemble.of(List.of(a, trained(NETWORK, 2)));
    Path file = folder.resolve("ensemble.safetensors");
    whole.write(file);
    Scores expected = scores(whole);
    Scores read = scores(TrainedModel.read(file));
    for (int image = 0; image < read.count(); image++) {
      assertThat(read.outputs(image)).isEqualTo(expected.outputs(image));
    }
  }

  @Test
  void refusesMembersThatDontFit() {
    TrainedModel a = trained(NETWORK, 1);
    TrainedModel late = trained(Network.of(flatten(), dense(3), relu()), 2);
    assertThatThrownBy(() -> Ensemble.of(List.of(a, late)))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("ensemble: a member doesn't end in a dense layer");
    TrainedModel renamed =
        new TrainedModel(a.model().withClasses(List.of("x", "y", "z")), a.weights());
    assertThatThrownBy(() -> Ensemble.of(List.of(a, renamed)))
        .hasMessageContaining("ensemble: the members differ");
  }

  @Test
  void viewsAreAveragedByTheirWeights() {
    TrainedModel model = trained(NETWORK, 1);
    List<View> views = View.of(true, 1);
    Scores mean = scores(model, views, 1, IMAGES);
    double[][] expected = new double[IMAGES.count()][3];
    for (View view : views) {
      Scores one = scores(model, List.of(View.PLAIN), 1, seen(view));
      for (int image = 0; image < IMAGES.count(); image++) {
        for (int k = 0; k < 3; k++) {
          expected[image][k] += view.weight() * one.output(image, k);
        }
      }
    }
    Scores other = scores(model, views, 2, IMAGES);
    for (int image = 0; image < IMAGES.count(); image++) {
      assertThat(other.outputs(image)).isEqualTo(mean.outputs(image));
      for (int k = 0; k < 3; k++) {
        assertThat(mean.output(image, k)).isCloseTo(expected[image][k], within(1e-4));
      }
    }
  }

  /// The test images as a view shows them.
  private static Split seen(View view) {
    int size = IMAGES.shape().size();
    float[] from = new float[IMAGES.count() * size];
    float[] into = new float[from.length];
    int[] labels = new int[IMAGES.count()];
    IMAGES.copy(0, labels.length, from, 0, labels, 0);
    for (int i = 0; i < labels.length; i++) {
      view.copy(IMAGES.shape(), from, i * size, into, i * size);
    }
    return Split.of(IMAGES.shape(), into, labels);
  }
}
