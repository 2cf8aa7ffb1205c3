package dev.kern.train;

import dev.kern.data.Dataset;
import dev.kern.data.ForwardingSplit;
import dev.kern.data.ImageShape;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import dev.kern.data.file.Problem;
import dev.kern.graph.Shape;
import dev.kern.layer.FrozenBeginning;
import dev.kern.model.Decision;
import dev.kern.model.FeatureExtractor;
import dev.kern.model.Model;
import dev.kern.run.Session;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/// What frozen layers at the beginning of a network make of images, computed once instead of in
/// each step: the steps train, and evaluations score, the layers behind them on that.
///
/// The features are those of inference: images as the data has them, without augmentation.
final class FrozenFeatures {
  /// Without being asked, features are kept up to this size.
  private static final long USUAL_BYTES = 1L << 29;

  private static final int LONGEST = 1 << 13;

  private final FrozenBeginning parts;
  private final Model whole;
  private final Model taking;
  private final Session session;
  private final Set<Split> lasting = Collections.newSetFromMap(new IdentityHashMap<>());
  private final IdentityHashMap<Split, Split> known = new IdentityHashMap<>();

  /// @param whole the network and its task
  /// @param data whose splits' features are kept for good; of other splits those of the last one
  FrozenFeatures(FrozenBeginning parts, Model whole, Dataset data, Session session) {
    this.parts = parts;
    this.whole = whole;
    this.taking = taking(parts, whole);
    this.session = session;
    Stream.of(SplitName.values()).flatMap(name -> data.split(name).stream()).forEach(lasting::add);
  }

  /// A training that says whether it keeps features, for a run on this data.
  ///
  /// Fails with `DataException` if it is to keep them and can't.
  static Training settle(Training training, Dataset data) {
    Optional<Boolean> asked = training.cacheFeatures();
    boolean demanded = asked.orElse(false);
    Optional<FrozenBeginning> parts = training.network().frozenBeginning();
    if (parts.isEmpty()) {
      if (demanded) {
        throw refused("no layer at the beginning of the network is frozen")
            .given("network '%s'".formatted(training.network().name()))
            .expected("frozen layers with weights, and others behind them")
            .fix("freeze some, such as --freeze backbone, or leave out --cache-features");
      }
      return training;
    }
    boolean augmented = !training.augmentations().isEmpty();
    if (demanded && augmented) {
      throw refused("augmentation changes the images in each step")
          .given("features that are computed once, and augmentation")
          .expected("one of them")
          .fix("leave out --augment or --cache-features");
    }
    long size = shape(parts.get(), data.shape()).size();
    boolean packs = packed(size).isPresent();
    if (demanded && !packs) {
      throw refused("there are too many numbers for each image")
          .given(Problem.count(size))
          .fix("freeze more layers, or leave out --cache-features");
    }
    long images =
        Stream.of(SplitName.TRAIN, SplitName.VALID)
            .flatMap(name -> data.split(name).stream())
            .mapToLong(Split::count)
            .sum();
    boolean fits = packs && images * size * Float.BYTES <= USUAL_BYTES;
    return training.cacheFeatures(asked.orElse(fits && !augmented));
  }

  private static Problem refused(String why) {
    return Problem.at("cache of features", why);
  }

  private static Shape shape(FrozenBeginning parts, ImageShape image) {
    return parts.shape(image.height(), image.width(), image.channels());
  }

  /// So many numbers in the form of an image.
  private static Optional<ImageShape> packed(long size) {
    for (int height = 1; height <= LONGEST; height++) {
      if (size % height == 0 && size / height <= LONGEST) {
        return ImageShape.of(height, size / height, 1);
      }
    }
    return Optional.empty();
  }

  /// The layers behind the frozen ones, as a network that takes features.
  static Model taking(FrozenBeginning parts, Model whole) {
    Shape shape = shape(parts, whole.image());
    return new Model(
        parts.behind(shape),
        packed(shape.size()).orElseThrow(),
        whole.targets(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Decision.USUAL);
  }

  /// The same.
  Model taking() {
    return taking;
  }

  /// The images with their features in the place of their pixels.
  ///
  /// @param progress is told how far it is, if they must be computed
  Split of(Split images, Listener progress) {
    Split features = known.get(images);
    if (features == null) {
      features = computed(images, progress);
      known.keySet().removeIf(split -> !lasting.contains(split));
      known.put(images, features);
    }
    return features;
  }

  private Split computed(Split images, Listener progress) {
    try (FeatureExtractor extractor = FeatureExtractor.within(session, whole, parts.layers())) {
      float[] features = extractor.of(images, done -> progress.features(done, images.count()));
      return new FeatureSplit(images, taking.image(), features);
    }
  }

  /// Images with other numbers in the place of their pixels.
  private static final class FeatureSplit extends ForwardingSplit {
    private final ImageShape shape;
    private final float[] features;

    FeatureSplit(Split images, ImageShape shape, float[] features) {
      super(images);
      this.shape = shape;
      this.features = features;
    }

    @Override
    public ImageShape shape() {
      return shape;
    }

    @Override
    public void pixels(int sample, float[] into, int at) {
      System.arraycopy(features, sample * shape.size(), into, at, shape.size());
    }

    @Override
    public boolean isOnDisk() {
      return false;
    }

    @Override
    public void touch(int from, int count) {
      // They are in memory.
    }
  }
}
