package dev.kern.train.known;

import dev.kern.architecture.Architecture;
import dev.kern.data.ImageShape;
import dev.kern.data.augment.AugmentationPreset;
import dev.kern.graph.RateSchedule;
import dev.kern.layer.Network;
import dev.kern.optimize.Optimizer;
import dev.kern.train.Order;
import dev.kern.train.Training;
import dev.kern.train.notebook.Preset;
import dev.kern.train.photo.PhotoPreset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// A network that Kern has by name, with settings to train it with.
public sealed interface KnownNetwork {
  /// One of the notebook's, for letters of 28 × 28 pixels.
  record Letters(Preset preset) implements KnownNetwork {
    @Override
    public ImageShape usualImage() {
      return new ImageShape(28, 28, 1);
    }

    @Override
    public Network network(ImageShape image, int classes) {
      return preset.network(classes);
    }

    @Override
    public Training training(ImageShape image, int classes, int images) {
      return preset.training(classes);
    }
  }

  /// A small one for photographs.
  record Photos(PhotoPreset preset) implements KnownNetwork {
    @Override
    public ImageShape usualImage() {
      return new ImageShape(32, 32, 3);
    }

    @Override
    public Network network(ImageShape image, int classes) {
      return preset.network(image, classes);
    }

    @Override
    public Training training(ImageShape image, int classes, int images) {
      return preset.training(image, classes, images);
    }
  }

  /// A well-known one, trained as those for photographs are.
  record WellKnown(Architecture architecture) implements KnownNetwork {
    @Override
    public ImageShape usualImage() {
      return Architecture.USUAL;
    }

    @Override
    public List<String> usualClasses() {
      return IntStream.range(0, Architecture.CLASSES).mapToObj(Integer::toString).toList();
    }

    @Override
    public Network network(ImageShape image, int classes) {
      return architecture.network(image, classes);
    }

    @Override
    public Training training(ImageShape image, int classes, int images) {
      return PhotoPreset.training(network(image, classes), image, images);
    }
  }

  /// The network of this name, if there is one.
  static Optional<KnownNetwork> named(String name) {
    Optional<KnownNetwork> letters =
        Arrays.stream(Preset.values())
            .filter(preset -> preset.key().equals(name))
            .<KnownNetwork>map(Letters::new)
            .findFirst();
    return letters
        .or(
            () ->
                Arrays.stream(PhotoPreset.values())
                    .filter(preset -> preset.key().equals(name))
                    .<KnownNetwork>map(Photos::new)
                    .findFirst())
        .or(() -> Architecture.named(name).map(WellKnown::new));
  }

  /// What is trained where nobody names a network: the notebook's first, by AdamW at 0.003 with a
  /// one-cycle learning rate in 6,000 steps of 32 shuffled images. That learns more than the
  /// notebook's settings, from two fifths of the images (`docs/RESULTS.md`).
  ///
  /// @param letters whether the images are the letters that come with Kern, which are also changed
  ///   at random
  static Training usual(int classes, boolean letters) {
    return Training.of(Preset.STRIDED.network(classes))
        .optimizer(Optimizer.adamW(0.003, 0.01))
        .schedule(RateSchedule.oneCycle())
        .batch(32)
        .steps(6_000)
        .order(Order.SHUFFLED)
        .reportEvery(1_000)
        .augment(letters ? AugmentationPreset.LETTERS.augmentations() : List.of());
  }

  /// The names of all.
  static List<String> names() {
    List<String> names = new ArrayList<>(Preset.keys());
    names.addAll(PhotoPreset.keys());
    names.addAll(Architecture.keys());
    return names;
  }

  /// The images that it is usually shown.
  ImageShape usualImage();

  /// The classes that it usually tells apart: `A` to `J`, as the notebook does.
  default List<String> usualClasses() {
    return IntStream.rangeClosed('A', 'J').mapToObj(Character::toString).toList();
  }

  /// The network for images of this size and so many classes.
  Network network(ImageShape image, int classes);

  /// The network with its usual settings.
  ///
  /// @param images how many there are to train on
  Training training(ImageShape image, int classes, int images);
}
