package dev.kern.data.augment;

import dev.kern.data.ImageShape;
import dev.kern.data.order.CounterRandom;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/// Applies a list of augmentations to batches: first those that move [whole][Whole] pixels, then
/// the other ones that move pixels, then those that change their values and
/// [custom][CustomAugmentation] ones, then those that mix images.
///
/// The result depends only on the seed, the step, the position in the batch and the list, and for
/// [AlternatingFlip] on which image it is and how many epochs came before, bit for bit. Not
/// thread-safe; allocates nothing after its first batch.
public final class Augmenter {
  private final List<PixelMover.Move> wholes;
  private final List<Warp.Move> moves;
  private final List<TonalTransform.Tone> tones;
  private final boolean mixes;
  private final int size;
  private final long seed;
  private final ImageRandom random = new ImageRandom();
  private final PixelMover mover;
  private final Warp warp;
  private final TonalTransform painter;
  private final AugmentedImage image;
  private final ImageMixer mixer;

  private Augmenter(List<Augmentation> list, ImageShape shape, int classes, long seed) {
    List<Mixing> mixings = only(list, Mixing.class);
    this.wholes = only(list, Whole.class).stream().map(PixelMover.Move::of).toList();
    this.moves = only(list, Geometric.class).stream().map(Warp.Move::of).toList();
    this.image = new AugmentedImage(shape);
    this.tones = list.stream().flatMap(change -> tone(change, image)).toList();
    this.mixes = !mixings.isEmpty();
    this.size = shape.size();
    this.seed = seed;
    this.mover = new PixelMover(shape);
    this.warp = new Warp(shape);
    this.painter = new TonalTransform(shape);
    this.mixer = new ImageMixer(mixings, shape, classes);
  }

  /// An augmenter for images of a shape.
  ///
  /// Fails with [IllegalArgumentException] if a kind of augmentation is listed twice.
  ///
  /// @param classes the number of classes
  /// @param seed the seed of all random numbers
  public static Augmenter of(
      List<Augmentation> augmentations, ImageShape shape, int classes, long seed) {
    expectOnce(augmentations);
    return new Augmenter(augmentations, shape, classes, seed);
  }

  /// Fails with [IllegalArgumentException] if a kind of augmentation is listed twice.
  public static void expectOnce(List<Augmentation> augmentations) {
    Set<String> kinds = new HashSet<>();
    for (Augmentation augmentation : augmentations) {
      if (!kinds.add(augmentation.kind())) {
        throw new IllegalArgumentException(
            "an augmentation may be listed only once, given %s twice"
                .formatted(augmentation.kind()));
      }
    }
  }

  private static Stream<TonalTransform.Tone> tone(Augmentation augmentation, AugmentedImage image) {
    return switch (augmentation) {
      case Tonal tonal -> Stream.of(TonalTransform.Tone.of(tonal));
      case CustomAugmentation custom ->
          Stream.of((tones, random, pixels, at) -> image.change(custom, random, pixels, at));
      case Whole _, Geometric _, Mixing _ -> Stream.empty();
    };
  }

  private static <T> List<T> only(List<Augmentation> list, Class<T> type) {
    return list.stream().filter(type::isInstance).map(type::cast).toList();
  }

  /// Whether images are mixed, so that labels are rows of probabilities.
  public boolean mixes() {
    return mixes;
  }

  /// Augments the batch of a step: [#change] of every image, then [#mix].
  ///
  /// @param pixels `[batch, height, width, channels]`, changed in place
  /// @param labels the class of each image
  /// @param targets `[batch, classes]`, which receives the probabilities of each image's classes if
  ///   [#mixes]; else it isn't changed
  public void apply(long step, float[] pixels, int[] labels, float[] targets) {
    for (int place = 0; place < labels.length; place++) {
      change(step, place, pixels);
    }
    mix(step, pixels, labels, targets);
  }

  /// Augments one image of a step's batch without mixing. Other threads may augment other images of
  /// the batch at the same time, each with its own augmenter.
  ///
  /// Fails with `DataException` if a custom augmentation throws, or gives a value that is not
  /// finite.
  ///
  /// @param sample which image it is
  /// @param epoch how many epochs came before
  public void change(long step, int place, int sample, long epoch, float[] pixels) {
    image.locate(step, place);
    alter(step, place, sample, epoch, pixels);
  }

  /// The same where each step is an epoch, of one batch.
  public void change(long step, int place, float[] pixels) {
    change(step, place, place, step, pixels);
  }

  /// Augments one image that belongs to a split and to no batch, as if it were the first of the
  /// step of its number.
  void change(int sample, float[] pixels) {
    image.locate(sample);
    alter(sample, 0, 0, sample, pixels);
  }

  private void alter(long step, int place, int sample, long epoch, float[] pixels) {
    if (!wholes.isEmpty()) {
      moveWhole(step, place, sample, epoch, pixels);
    }
    move(step, place, pixels);
    for (int i = 0; i < tones.size(); i++) {
      random.place(seed, step, place, moves.size() + i);
      tones.get(i).apply(painter, random, pixels, place * size);
    }
  }

  /// Mixes the images of a step's batch and writes their targets, if [#mixes]. Call it after all
  /// images are changed.
  public void mix(long step, float[] pixels, int[] labels, float[] targets) {
    if (!mixes) {
      return;
    }
    mixer.take(pixels, labels.length);
    for (int place = 0; place < labels.length; place++) {
      random.place(seed, step, place, moves.size() + tones.size());
      mixer.apply(place, labels, random, pixels, targets);
    }
  }

  private void moveWhole(long step, int place, int sample, long epoch, float[] pixels) {
    // Of half of the images it is the turn in even epochs, of the others in odd ones.
    boolean turn = ((CounterRandom.of(seed, sample) + epoch) & 1) != 0;
    mover.reset();
    for (int i = 0; i < wholes.size(); i++) {
      random.place(seed, step, place, -1 - i); // so that other augmentations draw what they drew
      wholes.get(i).add(mover, random, turn);
    }
    mover.apply(pixels, place * size);
  }

  private void move(long step, int place, float[] pixels) {
    warp.reset();
    for (int i = 0; i < moves.size(); i++) {
      random.place(seed, step, place, i);
      moves.get(i).add(warp, random);
    }
    if (warp.moves()) {
      warp.apply(pixels, place * size);
    }
  }
}
