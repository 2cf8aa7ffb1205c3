package dev.kern.data;

import dev.kern.data.file.Problem;
import dev.kern.data.order.CounterRandom;
import dev.kern.data.order.InOrder;
import dev.kern.data.order.Permutation;
import dev.kern.data.order.Shuffle;
import java.util.ArrayList;
import java.util.List;

/// An endless sequence of images in which each class comes equally often: in each round once, so
/// that the round tells how many images of a class came before. A pure function of the position.
final class ClassTurns {
  /// The images of one class.
  ///
  /// @param key what their order is random by
  @SuppressWarnings("ArrayRecordComponent") // never compared
  private record Members(int[] images, Permutation order, long key) {
    int at(long turn) {
      long round = turn / images.length;
      return images[order.at(CounterRandom.of(key, round), (int) (turn % images.length))];
    }
  }

  private final List<Members> classes;
  private final Permutation order;
  private final long seed;

  private ClassTurns(List<Members> classes, Permutation order, long seed) {
    this.classes = classes;
    this.order = order;
    this.seed = seed;
  }

  /// The turns of the classes that have images.
  ///
  /// Fails with `DataException` if the images have other targets than classes.
  static ClassTurns of(Split split, long seed, boolean shuffled) {
    if (split.targetWidth() > 0) {
      throw Problem.at("balanced sampling", "the images have no classes to balance")
          .given("rows of %d numbers".formatted(split.targetWidth()))
          .expected("one class per image")
          .fix("leave out balanced sampling");
    }
    List<List<Integer>> byClass = new ArrayList<>();
    for (int i = 0; i < split.count(); i++) {
      while (byClass.size() <= split.label(i)) {
        byClass.add(new ArrayList<>());
      }
      byClass.get(split.label(i)).add(i);
    }
    byClass.removeIf(List::isEmpty);
    List<Members> classes = new ArrayList<>();
    for (List<Integer> images : byClass) {
      classes.add(
          new Members(
              images.stream().mapToInt(Integer::intValue).toArray(),
              order(images.size(), shuffled),
              CounterRandom.of(seed, -1L - classes.size())));
    }
    return new ClassTurns(List.copyOf(classes), order(classes.size(), shuffled), seed);
  }

  private static Permutation order(int count, boolean shuffled) {
    return shuffled ? new Shuffle(count) : new InOrder();
  }

  /// The index of the image at this position.
  int at(long position) {
    long round = position / classes.size();
    int turn = (int) (position % classes.size());
    return classes.get(order.at(CounterRandom.of(seed, round), turn)).at(round);
  }
}
