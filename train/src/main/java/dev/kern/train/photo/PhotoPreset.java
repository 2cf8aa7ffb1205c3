package dev.kern.train.photo;

import static dev.kern.layer.Layer.batchNorm;
import static dev.kern.layer.Layer.dense;
import static dev.kern.layer.Layer.depthwise;
import static dev.kern.layer.Layer.flatten;
import static dev.kern.layer.Layer.frozen;
import static dev.kern.layer.Layer.gelu;
import static dev.kern.layer.Layer.globalAveragePool;
import static dev.kern.layer.Layer.maxPool;
import static dev.kern.layer.Layer.relu;
import static dev.kern.layer.Layer.residual;

import dev.kern.data.ImageShape;
import dev.kern.data.augment.Augmentation;
import dev.kern.graph.Initializer;
import dev.kern.graph.Padding;
import dev.kern.graph.RateSchedule;
import dev.kern.layer.Layer;
import dev.kern.layer.MaxPooling;
import dev.kern.layer.Network;
import dev.kern.loss.Loss;
import dev.kern.optimize.Optimizer;
import dev.kern.train.Order;
import dev.kern.train.Training;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Small networks for photographs of about 32 to 256 pixels, with settings to train them with.
///
/// The networks halve images until their shorter side has at most 48 pixels, and so take about the
/// same time for larger ones. The settings were chosen on CIFAR-10, see
/// `docs/measurements/photos.md`.
public enum PhotoPreset {
  /// Residual blocks of two 3 × 3 convolutions with 64 and 128 filters. Source: He et al. 2015.
  RESNET {
    @Override
    void body(List<Layer> layers) {
      layers.addAll(conv(64, 3, 2));
      layers.addAll(block(64));
      layers.addAll(conv(128, 3, 2));
      layers.addAll(block(128));
    }

    private List<Layer> block(int filters) {
      List<Layer> inner = new ArrayList<>(conv(filters, 3, 1));
      inner.addAll(normalized(filters, 3, 1));
      return List.of(residual(inner.toArray(Layer[]::new)), relu());
    }
  },

  /// Residual blocks of a 7 × 7 depthwise convolution and two of 1 × 1, with batch normalisation in
  /// the place of the paper's layer normalisation. Source: Liu et al. 2022.
  CONVNEXT {
    @Override
    void body(List<Layer> layers) {
      layers.addAll(normalized(64, 2, 2));
      layers.add(block(64));
      layers.add(block(64));
      layers.addAll(normalized(128, 2, 2));
      layers.add(block(128));
      layers.add(block(128));
    }

    private Layer block(int filters) {
      return residual(
          depthwise(7).unbiased(),
          batchNorm(),
          Layer.conv(4 * filters, 1),
          gelu(),
          Layer.conv(filters, 1).unbiased(),
          batchNorm());
    }
  },

  /// Filters of 2 × 2 pixels that whiten the image's patches and stay as they are, then three times
  /// a pair of 3 × 3 convolutions that begin as the identity, with 64, 256 and 256 filters. It
  /// learns fast from few epochs. Source: Jordan 2024, "94% on CIFAR-10 in 3.29 seconds on a single
  /// GPU".
  AIRBENCH {
    @Override
    public Network network(ImageShape image, int classes) {
      List<Layer> layers = new ArrayList<>();
      int whitening = 2 * 4 * image.channels();
      layers.add(frozen(Layer.conv(whitening, 2).unbiased().weights(Initializer.whitening())));
      layers.add(gelu());
      int height = image.height();
      int width = image.width();
      for (; Math.min(height, width) > LARGEST_SIDE; height = half(height), width = half(width)) {
        layers.add(maxPool(2));
      }
      body(layers);
      for (int pooling = 0; pooling < 3; pooling++) {
        height = half(height);
        width = half(width);
      }
      layers.add(new MaxPooling(height, width, Math.max(height, width), Padding.VALID));
      layers.add(flatten());
      layers.add(dense(classes).unbiased());
      return new Network(key(), layers);
    }

    private static int half(int side) {
      return Math.ceilDiv(side, 2);
    }

    @Override
    void body(List<Layer> layers) {
      for (int filters : new int[] {64, 256, 256}) {
        layers.add(identity(filters));
        layers.add(maxPool(2));
        layers.addAll(List.of(batchNorm(), gelu(), identity(filters), batchNorm(), gelu()));
      }
    }

    private static Layer identity(int filters) {
      return Layer.conv(filters, 3).unbiased().weights(Initializer.dirac());
    }

    // Muon with a warm-up and a linear decay, 10 epochs of batches of 512, crops with a reflected
    // border and alternating flips, label smoothing 0.2; smaller batches where there are fewer
    // than 50,000 images.
    @Override
    public Training training(ImageShape image, int classes, int images) {
      int batch = Math.clamp(Integer.highestOneBit(Math.max(1, images / 90)), 1, 512);
      return Training.of(network(image, classes))
          .optimizer(Optimizer.muon(RATE, 0.6).weightDecay(DECAY))
          .rateFactor("biases", BIASES)
          .schedule(RateSchedule.linear(0.2))
          .batch(batch)
          .epochs(EPOCHS)
          .order(Order.SHUFFLED)
          .augment(Augmentation.alternatingFlip(), Augmentation.crop(2))
          .loss(Loss.crossEntropy().labelSmoothing(0.2));
    }

    private static final double RATE = 0.1;
    private static final double DECAY = 0.1;
    private static final double BIASES = 4;
  };

  private static final int STEM = 32;
  private static final int LARGEST_SIDE = 48;
  private static final int EPOCHS = 10;
  private static final int MOST_EPOCHS = 100;
  private static final int LEAST_STEPS = 1_000;
  private static final int BATCH = 64;
  private static final int FEW_BATCH = 32;

  /// From so many images on, larger batches don't cost accuracy.
  private static final int MANY = 10_000;

  abstract void body(List<Layer> layers);

  /// The network for images of this size and so many classes.
  public Network network(ImageShape image, int classes) {
    int side = Math.min(image.height(), image.width());
    List<Layer> layers = new ArrayList<>(conv(STEM, 3, side > LARGEST_SIDE ? 2 : 1));
    for (int left = Math.ceilDiv(side, 2); left > LARGEST_SIDE; left = Math.ceilDiv(left, 2)) {
      layers.addAll(conv(STEM, 3, 2));
    }
    body(layers);
    layers.add(globalAveragePool());
    layers.add(dense(classes));
    return new Network(key(), layers);
  }

  /// The network with settings that are good for photographs: AdamW with a one-cycle learning rate,
  /// 10 epochs of shuffled batches of 64, images shifted and mirrored at random, label smoothing.
  /// With fewer than 10,000 images batches of 32, and as many epochs as give 1,000 steps, at most
  /// 100.
  ///
  /// @param images how many training images there are
  public Training training(ImageShape image, int classes, int images) {
    return training(network(image, classes), image, images);
  }

  /// Another network for photographs with the same settings.
  ///
  /// @param images how many training images there are
  public static Training training(Network network, ImageShape image, int images) {
    int batch = images < MANY ? FEW_BATCH : BATCH;
    int enough = Math.ceilDiv(LEAST_STEPS * batch, Math.max(1, images));
    double shift = Math.min(image.height(), image.width()) / 8.0;
    return Training.of(network)
        .optimizer(Optimizer.adamW(0.003, 0.02))
        .schedule(RateSchedule.oneCycle())
        .batch(batch)
        .epochs(Math.clamp(enough, EPOCHS, MOST_EPOCHS))
        .order(Order.SHUFFLED)
        .augment(Augmentation.shift(shift), Augmentation.flip())
        .loss(Loss.crossEntropy().labelSmoothing(0.1));
  }

  /// The name on the command line, such as `resnet`.
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The names of all presets.
  public static List<String> keys() {
    return Arrays.stream(values()).map(PhotoPreset::key).toList();
  }

  /// A convolution and batch normalisation.
  private static List<Layer> normalized(int filters, int size, int stride) {
    return List.of(Layer.conv(filters, size).stride(stride).unbiased(), batchNorm());
  }

  /// The same with an activation behind it.
  private static List<Layer> conv(int filters, int size, int stride) {
    List<Layer> layers = new ArrayList<>(normalized(filters, size, stride));
    layers.add(relu());
    return layers;
  }
}
