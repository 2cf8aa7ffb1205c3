package dev.kern.train.notebook;

import static dev.kern.graph.RateSchedule.staircase;
import static dev.kern.layer.Layer.averagePool;
import static dev.kern.layer.Layer.dropout;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.maxPool;
import static dev.kern.layer.Layer.relu;
import static dev.kern.optimize.Optimizer.sgd;

import dev.kern.data.file.Problem;
import dev.kern.graph.Initializer;
import dev.kern.json.Suggestion;
import dev.kern.layer.Conv;
import dev.kern.layer.Dense;
import dev.kern.layer.Layer;
import dev.kern.layer.Network;
import dev.kern.train.Order;
import dev.kern.train.Training;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// The notebook's three networks, with the settings that it trains them with.
///
/// All weights begin with a truncated normal of deviation 0.1; the biases of the first convolution
/// begin at 0, the others at 1.
public enum Preset {
  /// Two 5 × 5 convolutions of stride 2 with 16 filters, a dense layer of 64, the readout.
  STRIDED {
    @Override
    public Network network(int classes) {
      return named(
          conv(16, 0).stride(2),
          relu(),
          conv(16, 1).stride(2),
          relu(),
          flatten(),
          dense(64),
          relu(),
          dense(classes));
    }
  },

  /// The same with stride 1, each convolution followed by 2 × 2 max pooling.
  MAXPOOL {
    @Override
    public Network network(int classes) {
      return named(
          conv(16, 0),
          relu(),
          maxPool(2),
          conv(16, 1),
          relu(),
          maxPool(2),
          flatten(),
          dense(64),
          relu(),
          dense(classes));
    }
  },

  /// After LeCun's LeNet-5: 32 filters, no padding, average pooling, two dense layers of 64 with
  /// dropout behind each, and a learning rate that falls by 4 % every 100,000 steps.
  LENET {
    @Override
    public Network network(int classes) {
      return named(
          conv(32, 0).valid(),
          relu(),
          averagePool(2).valid(),
          conv(32, 1).valid(),
          relu(),
          averagePool(2).valid(),
          flatten(),
          dense(64),
          relu(),
          dropout().keep(0.5),
          dense(64),
          relu(),
          dropout().keep(0.5),
          dense(classes));
    }

    @Override
    public Training training(int classes) {
      return super.training(classes).schedule(staircase(100_000, 0.96));
    }
  };

  private static final Initializer NOISE = Initializer.truncatedNormal(0.1);

  /// The network for so many classes.
  public abstract Network network(int classes);

  /// The network with the notebook's settings: gradient descent at 0.05, 30,000 steps of 16 images
  /// in sequential order, a report every 5,000 steps.
  public Training training(int classes) {
    return Training.of(network(classes))
        .optimizer(sgd(0.05))
        .batch(16)
        .steps(30_000)
        .order(Order.SEQUENTIAL)
        .l2(0, Training.LAST_TWO_DENSE)
        .reportEvery(5_000);
  }

  /// The name on the command line, such as `lenet`.
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The names of all presets.
  public static List<String> keys() {
    return Arrays.stream(values()).map(Preset::key).toList();
  }

  /// The preset of this name.
  ///
  /// Fails with `DataException` if there is none.
  public static Preset named(String key) {
    return Arrays.stream(values())
        .filter(preset -> preset.key().equals(key))
        .findFirst()
        .orElseThrow(
            () ->
                Problem.at("network", "no such network")
                    .given(Problem.quote(key))
                    .expected("one of " + String.join(", ", keys()) + ", or a file")
                    .fix(Suggestion.of(key, keys()).orElse("check the name or the path")));
  }

  Network named(Layer... layers) {
    return Network.of(layers).named(key());
  }

  private static Conv conv(int filters, double bias) {
    return Layer.conv(filters, 5).weights(NOISE).biases(Initializer.constant(bias));
  }

  private static Dense dense(int units) {
    return Layer.dense(units).weights(NOISE).biases(Initializer.constant(1));
  }
}
