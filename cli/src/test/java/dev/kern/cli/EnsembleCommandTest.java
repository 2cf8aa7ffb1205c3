package dev.kern.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.kern.data.Split;
import dev.kern.data.augment.View;
import dev.kern.data.format.Datasets;
import dev.kern.model.Classifier;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Ensembles of runs and averages of views.
final class EnsembleCommandTest {
  @TempDir private static Path folder;

  private static Path run(int seed) {
    return folder.resolve("run" + seed);
  }

  @BeforeAll
  static void train() {
    for (int seed = 1; seed <= 2; seed++) {
      Cli.Result result =
          Cli.run(
              "train",
              "--data",
              Cli.letters(),
              "--steps",
              60,
              "--seed",
              seed,
              "--no-report",
              "--quiet",
              "--out",
              run(seed));
      assertThat(result.status()).as(result.err()).isZero();
    }
  }

  private static double loss(Object... words) {
    Cli.Result result = Cli.run(words);
    assertThat(result.status()).as(result.err()).isZero();
    return JsonTree.of(result.lines().getFirst()).at("loss").number();
  }

  @Test
  void anEnsembleIsScoredAndExportedAsOneModel() {
    double both = loss("evaluate", run(1), "--with", run(2), "--json");
    assertThat(both).isNotEqualTo(loss("evaluate", run(1), "--json"));
    for (String name : new String[] {"both.safetensors", "both.onnx"}) {
      Path file = folder.resolve(name);
      assertThat(Cli.run("export", run(1), file, "--with", run(2)).err()).isEmpty();
      assertThat(loss("evaluate", file, "--data", Cli.letters(), "--json"))
          .isCloseTo(both, within(1e-5));
    }
  }

  @Test
  void viewsAreAveraged() {
    double plain = loss("evaluate", run(1), "--json");
    for (String views : new String[] {"flip", "shift", "flip,shift=2"}) {
      assertThat(loss("evaluate", run(1), "--tta", views, "--json")).isNotEqualTo(plain);
    }
    assertThat(Cli.run("evaluate", run(1), "--tta", "rotate").err())
        .contains("--tta: no such view", "given     'rotate'", "fix       --tta flip");
  }

  private static String predicted(Object... words) {
    Cli.Result result = Cli.run(words);
    assertThat(result.status()).as(result.err()).isZero();
    return result.out();
  }

  @Test
  void predictAsksEnsemblesAndViews() {
    Path both = folder.resolve("predicting.safetensors");
    assertThat(Cli.run("export", run(1), both, "--with", run(2)).status()).isZero();
    String plain = predicted("predict", run(1), Cli.letters(), "--json");
    assertThat(predicted("predict", run(1), Cli.letters(), "--json", "--with", run(2)))
        .isEqualTo(predicted("predict", both, Cli.letters(), "--json"))
        .isNotEqualTo(plain);
    assertThat(predicted("predict", run(1), Cli.letters(), "--json", "--tta", "flip"))
        .isNotEqualTo(plain);
  }

  /// `evaluate --tta` scores what a classifier says about the same views.
  @Test
  void aClassifierAveragesTheViewsThatAreScored() {
    String scored = predicted("evaluate", run(1), "--tta", "flip,shift", "--json");
    double accuracy = JsonTree.of(scored.lines().findFirst().orElseThrow()).at("accuracy").number();
    Classifier classifier = Classifier.load(run(1));
    Split test = Datasets.open(Cli.letters()).test();
    int right = 0;
    for (int i = 0; i < test.count(); i++) {
      float[] pixels = new float[test.shape().size()];
      test.pixels(i, pixels, 0);
      String label = classifier.classify(pixels, View.of(true, 1)).label();
      right += label.equals(classifier.model().classes().get(test.label(i))) ? 1 : 0;
    }
    assertThat((double) right / test.count()).isEqualTo(accuracy);
  }
}
