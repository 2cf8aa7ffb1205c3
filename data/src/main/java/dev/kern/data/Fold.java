package dev.kern.data;

import dev.kern.data.file.Problem;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// One part of a data set in cross-validation: the images that a network is scored on which has
/// learned from the other parts.
///
/// The training and validation images together are divided into parts of equal size, each class
/// evenly. Their content alone decides which image belongs to which part, and equal images stay
/// together. Of the other parts a tenth is held out for validation, so that early stopping and the
/// choice of the best network never see the part that is scored. The data set's own test images are
/// left alone.
///
/// @param number which part, from 1
/// @param folds how many parts there are
public record Fold(int number, int folds) {
  /// Fails with [IllegalArgumentException] if there are fewer than two parts, or the number is none
  /// of theirs.
  public Fold {
    if (folds < 2 || number < 1 || number > folds) {
      throw new IllegalArgumentException(
          "a fold is 1 to K of K, where K is 2 or more; given %d of %d".formatted(number, folds));
    }
  }

  /// The data set with the images of this part as test images, and the others for training and
  /// validation. Each knows its place in the data set's own splits.
  ///
  /// Fails with `DataException` if there are no training images, or too few for so many parts.
  public Dataset cut(Dataset data) {
    if (data.provenance().parts().stream().anyMatch(Provenance.Part::trainOnly)) {
      throw Problem.at(
              data.provenance().source(), "no folds are cut of data sets for training alone")
          .given("each image of a fold is scored once")
          .expected("data sets that may be scored")
          .fix("leave out :train (trainOnly), or the folds");
    }
    Split pool =
        Split.concatenated(
            Stream.concat(
                    Stream.of(data.train().named(SplitName.TRAIN)),
                    data.split(SplitName.VALID).map(s -> s.named(SplitName.VALID)).stream())
                .toList());
    int[] places = places(pool, data.classes());
    int[] own = IntStream.range(0, places.length).filter(i -> places[i] == number).toArray();
    if (Arrays.stream(places).distinct().count() < folds) {
      throw Problem.at(data.provenance().source(), "too few images for so many folds")
          .given("%d folds of %s".formatted(folds, pool.describe()))
          .expected("different images in each fold")
          .fix("use fewer folds");
    }
    Map<SplitName, Split> splits = new EnumMap<>(SplitName.class);
    splits.put(
        SplitName.TRAIN,
        pool.select(IntStream.range(0, places.length).filter(i -> places[i] != number).toArray()));
    splits.put(SplitName.TEST, pool.select(own));
    Dataset held = HoldOutSplitter.missing(data.withSplits(splits));
    for (SplitName name : SplitName.values()) {
      held.split(name).ifPresent(split -> splits.put(name, split));
    }
    return data.withSplits(splits);
  }

  /// The part of each image: that with the fewest images of its class, and of these the smallest.
  private int[] places(Split pool, int classes) {
    int[] places = new int[pool.count()];
    int[][] ofClass = new int[classes][folds];
    int[] sizes = new int[folds];
    FingerprintOrder.of(pool)
        .forEachGroup(
            (order, begin, end) -> {
              int[] counts = ofClass[pool.label(order[begin])];
              int place = 0;
              for (int f = 1; f < folds; f++) {
                boolean fewer =
                    counts[f] < counts[place]
                        || (counts[f] == counts[place] && sizes[f] < sizes[place]);
                place = fewer ? f : place;
              }
              for (int i = begin; i < end; i++) {
                places[order[i]] = place + 1;
                sizes[place]++;
                counts[place]++;
              }
            });
    return places;
  }

  /// `2/5`
  @Override
  public String toString() {
    return number + "/" + folds;
  }
}
