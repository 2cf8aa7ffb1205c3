package dev.kern.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// Some pictures of each class, drawn at random to stand for it.
///
/// @param classes what was drawn, by the index of the class
public record Sample(List<Drawn> classes) {
  /// What was drawn from a class.
  ///
  /// @param count how many pictures the class has
  /// @param pictures the indices of those drawn, in rising order
  public record Drawn(int count, List<Integer> pictures) {
    /// Copies the list.
    public Drawn {
      pictures = List.copyOf(pictures);
    }
  }

  /// Copies the list.
  public Sample {
    classes = List.copyOf(classes);
  }

  /// Draws pictures of a split: the same ones for the same seed.
  ///
  /// A picture's lot depends on the seed and its index alone, so a larger sample holds the smaller
  /// one.
  ///
  /// @param classes how many classes there are
  /// @param most how many pictures to draw from each
  public static Sample of(Split split, int classes, int most, long seed) {
    int[] counts = new int[classes];
    List<PriorityQueue<Lot>> drawn = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      drawn.add(new PriorityQueue<>(Comparator.comparingLong(Lot::number).reversed()));
    }
    for (int i = 0; i < split.count(); i++) {
      int label = split.label(i);
      counts[label]++;
      PriorityQueue<Lot> lots = drawn.get(label);
      lots.add(new Lot(CounterRandom.of(seed, i), i));
      if (lots.size() > most) {
        lots.remove();
      }
    }
    List<Drawn> result = new ArrayList<>();
    for (int c = 0; c < classes; c++) {
      int[] pictures = drawn.get(c).stream().mapToInt(Lot::picture).sorted().toArray();
      result.add(new Drawn(counts[c], Arrays.stream(pictures).boxed().toList()));
    }
    return new Sample(result);
  }

  private record Lot(long number, int picture) {}

  /// How many pictures were drawn in all.
  public int size() {
    return classes.stream().mapToInt(drawn -> drawn.pictures.size()).sum();
  }
}
