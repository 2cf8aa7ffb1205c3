package dev.kern.train;

import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.optimize.Optimizer.adamW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kern.data.Dataset;
import dev.kern.data.Fold;
import dev.kern.data.augment.Augmentation;
import dev.kern.data.file.DataException;
import dev.kern.layer.Network;
import dev.kern.loss.ClassWeights;
import dev.kern.loss.Loss;
import dev.kern.optimize.EarlyStopping;
import dev.kern.optimize.Monitor;
import dev.kern.optimize.Plateau;
import dev.kern.run.Engine;
import dev.kern.train.notebook.Preset;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

final class TrainingTest {
  private static final Network NETWORK = Network.of(flatten(), dense(10));

  /// Every setting away from its default.
  private static final Training CHANGED =
      Training.of(NETWORK)
          .optimizer(adamW(0.001, 0.01))
          .schedule(Plateau.plateau(2))
          .batch(32)
          .epochs(3)
          .order(Order.SEQUENTIAL)
          .sampling(Sampling.BALANCED)
          .augment(Augmentation.shift(2), Augmentation.elastic(3), Augmentation.mixup(0.2))
          .seed(7)
          .l2(0.001, "conv1", "dense2")
          .clipNorm(1)
          .earlyStopping(EarlyStopping.after(4).monitor(Monitor.ACCURACY))
          .reportEvery(100)
          .checkpointEvery(200)
          .dropoutAtEvaluation(true)
          .engine(Engine.SCALAR)
          .threads(3)
          .keepBest(Monitor.lowest("precision"))
          .reportEachEpoch(true)
          .fold(new Fold(2, 3))
          .rateFactor("backbone", 0.1)
          .decayFactor("biases", 1)
          .cacheFeatures(false)
          .freezeStatistics(true)
          .averageWeights(0.999)
          .out(Path.of("runs/mine"));

  @Test
  void keepsEverySettingWhenOneChanges() {
    assertThat(RunJson.line(CHANGED.seed(8).seed(7))).isEqualTo(RunJson.line(CHANGED));
    assertThat(CHANGED.seed(8).out()).hasValue(Path.of("runs/mine"));
  }

  @Test
  void writesEverySettingButThePlace() {
    assertThat(RunJson.text(CHANGED))
        .isEqualTo(
            """
            {
              "network": {
                "name": "network",
                "layers": [
                  {"type": "flatten"},
                  {
                    "type": "dense",
                    "units": 10,
                    "biased": true,
                    "weights": {"type": "heNormal"},
                    "biases": {"type": "constant", "value": 0.0}
                  }
                ]
              },
              "optimizer": {
                "type": "adam",
                "learningRate": 0.001,
                "beta1": 0.9,
                "beta2": 0.999,
                "epsilon": 1.0E-8,
                "weightDecay": 0.01
              },
              "schedule": {"type": "plateau", "monitor": "loss", "factor": 0.1, "patience": 2, "least": 0.0},
              "batch": 32,
              "steps": null,
              "epochs": 3,
              "order": "sequential",
              "sampling": "balanced",
              "augmentations": [
                {"type": "shift", "pixels": 2.0},
                {"type": "elastic", "pixels": 3.0, "spacing": 7.0},
                {"type": "mixup", "alpha": 0.2}
              ],
              "seed": 7,
              "l2": 0.001,
              "l2Of": ["conv1", "dense2"],
              "clipNorm": 1.0,
              "earlyStopping": {"monitor": "accuracy", "patience": 4, "least": 0.0, "restoreBest": true},
              "reportEvery": 100,
              "checkpointEvery": 200,
              "dropoutAtEvaluation": true,
              "engine": "scalar",
              "threads": 3,
              "keepBest": "-precision",
              "reportEachEpoch": true,
              "fold": {"number": 2, "folds": 3},
              "rateFactors": {"backbone": 0.1},
              "decayFactors": {"biases": 1.0},
              "cacheFeatures": false,
              "freezeStatistics": true,
              "averageWeights": 0.999
            }
            """);
  }

  @Test
  void readsWhatItWrote() {
    for (Training training : new Training[] {CHANGED, Training.of(NETWORK)}) {
      assertThat(RunJson.line(RunJson.parse("recipe", RunJson.text(training), Training.class)))
          .isEqualTo(RunJson.line(training));
    }
  }

  @Test
  void takesDefaultsForMissingKeys() {
    String network = RunJson.line(NETWORK);
    assertThat(
            RunJson.line(RunJson.parse("recipe", "{\"network\": " + network + "}", Training.class)))
        .isEqualTo(RunJson.line(Training.of(NETWORK).l2(0, Training.LAST_TWO_DENSE)));
  }

  @Test
  void choosesTheLayersOfL2() {
    assertThat(Training.of(NETWORK).l2(0.1).l2Of()).containsExactly(Training.ALL_LAYERS);
    assertThat(Preset.LENET.training(10).l2(0.1).l2Of()).containsExactly(Training.LAST_TWO_DENSE);
    assertThatThrownBy(() -> Training.of(NETWORK).l2(0.1, new String[0]))
        .hasMessage("l2 needs one or more names of layers, given none; 'all' means every layer");
  }

  @Test
  void countsStepsByEpochs() {
    assertThat(Training.of(NETWORK).stepsOn(1000)).isEqualTo(30_000);
    assertThat(Training.of(NETWORK).steps(5).stepsOn(1000)).isEqualTo(5);
    assertThat(Training.of(NETWORK).steps(5).epochs(2).stepsOn(1000)).isEqualTo(125);
    assertThat(Training.of(NETWORK).epochs(1).stepsOn(17)).isEqualTo(2);
  }

  @Test
  void reportsAtEpochsOrAboutFiftyTimes() {
    Dataset data = Toys.bars(60, 6, 6);
    Training training = Training.of(NETWORK).batch(6);
    assertThat(training.reportEvery()).isEmpty();
    Training steps = training.steps(1000).settled(data);
    assertThat(steps.reportEvery()).hasValue(20L);
    assertThat(steps.reportEachEpoch()).isFalse();
    assertThat(training.steps(7).settled(data).reportEvery()).hasValue(1L);
    assertThat(training.epochs(4).settled(data).reportEachEpoch()).isTrue();
    Training chosen = training.epochs(4).reportEvery(3).settled(data);
    assertThat(chosen.reportEachEpoch()).isFalse();
    assertThat(chosen.reportEvery()).hasValue(3L);
    assertThat(chosen.usualReports().settled(data).reportEachEpoch()).isTrue();
    assertThat(Preset.LENET.training(3).settled(data).reportEvery()).hasValue(5_000L);
  }

  @Test
  void refusesToBalanceTwice() {
    Training weighted =
        Training.of(NETWORK).loss(Loss.crossEntropy().classWeights(ClassWeights.balance()));
    assertThatThrownBy(() -> weighted.sampling(Sampling.BALANCED))
        .hasMessage(
            "balanced sampling and balanced class weights correct the same imbalance twice; use"
                + " one of them");
  }

  @Test
  void refusesNumbersOutOfRange() {
    Training training = Training.of(NETWORK);
    assertThatThrownBy(() -> training.batch(0)).hasMessage("batch must be at least 1, given 0");
    assertThatThrownBy(() -> training.l2(Double.NaN))
        .hasMessage("l2 must be at least 0, given NaN");
    assertThatThrownBy(() -> training.decayFactor("biases", -1))
        .hasMessage("the factor of a weight decay must be at least 0, given -1.0");
  }

  private static void refuses(String settings, String message) {
    String json = "{\"network\": " + RunJson.line(NETWORK) + ", " + settings + "}";
    assertThatThrownBy(() -> RunJson.parse("run.json", json, Training.class))
        .isInstanceOf(DataException.class)
        .hasMessage(message.strip());
  }

  @Test
  void refusesWrongRecipes() {
    refuses(
        "\"bach\": 16",
        """
        run.json: unknown key
          given     'bach'
          expected  one of the keys network, optimizer, schedule, batch, groups, steps, epochs, order, \
        sampling, augmentations, seed, loss, metrics, l2, l2Of, clipNorm, earlyStopping, reportEvery, checkpointEvery, \
        dropoutAtEvaluation, engine, threads, keepBest, reportEachEpoch, fold, rateFactors, decayFactors, \
        cacheFeatures, \
        freezeStatistics, averageWeights
          fix       did you mean 'batch'?
        """);
    refuses(
        "\"schedule\": \"exponential\"",
        """
        run.json, schedule: missing keys 'every', 'factor'
          fix       add "every": ..., "factor": ...
        """);
    refuses(
        "\"augmentations\": [{\"type\": \"rotate\", \"degrees\": 200}]",
        """
        run.json, augmentations[0]: rotate takes degrees above 0 and up to 180, given 200
          fix       use another value
        """);
    refuses(
        "\"augmentations\": [{\"type\": \"flip\"}, {\"type\": \"flip\"}]",
        """
        run.json: an augmentation may be listed only once, given flip twice
          fix       use another value
        """);
    refuses(
        "\"augmentations\": [{\"type\": \"twist\"}]",
        """
        run.json, augmentations[0]: unknown augmentation
          given     'twist'
          expected  one of shift, rotate, scale, stretch, shear, elastic, flip, alternatingFlip, crop, brightness, \
        contrast, invert, erase, cutout, mixup, cutmix
          fix       use one of these, or check the spelling; one of your own must be registered \
        first: Augmentation.register(...), or a jar with an Extension on the class path \
        (KERN_CLASSPATH)
        """);
    refuses(
        "\"engine\": \"gpu\"",
        """
        run.json, engine: invalid value
          given     '"gpu"'
          expected  one of vector, exact, scalar, reference
          fix       use another value
        """);
    refuses(
        "\"batch\": \"many\"",
        """
        run.json, batch: invalid value
          given     '"many"'
          expected  a whole number up to 2147483647
          fix       use another value
        """);
    refuses(
        "\"keepBest\": \"acuracy\"",
        """
        run.json: unknown validation result 'acuracy'; expected one of loss, accuracy, \
        precision, recall, f1
          fix       use another value
        """);
    refuses(
        "\"batch\": 0",
        """
        run.json: batch must be at least 1, given 0
          fix       use another value
        """);
    refuses(
        "\"steps\": 10, \"epochs\": 2",
        """
        run.json: set steps or epochs, not both; given 10 steps and 2 epochs
          fix       use another value
        """);
  }
}
