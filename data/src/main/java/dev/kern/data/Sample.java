package dev.kern.data;

import dev.kern.data.order.CounterRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/// A random sample of the images of each class.
///
/// @param classes the images drawn, by the index of the class
public record Sample(List<Drawn> classes) {
  /// The images drawn from a class.
  ///
  /// @param count how many images the class has
  /// @param images the indices of those drawn, in rising order
  public record Drawn(int count, List<Integer> images) {
    /// Copies the list.
    public Drawn {
      images = List.copyOf(images);
    }
  }

  /// Copies the list.
  public Sample {
    classes = List.copyOf(classes);
  }

  /// Draws images of a split: the same ones for the same seed.
  ///
  /// Whether an image is drawn depends only on the seed and its index, so a larger sample contains
  /// the smaller one.
  ///
  /// @param classes how many classes there are
  /// @param most how many images to draw from each
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
      int[] images = drawn.get(c).stream().mapToInt(Lot::image).sorted().toArray();
      result.add(new Drawn(counts[c], Arrays.stream(images).boxed().toList()));
    }
    return new Sample(result);
  }

  private record Lot(long number, int image) {}

  /// How many images were drawn in all.
  public int size() {
    return classes.stream().mapToInt(drawn -> drawn.images.size()).sum();
  }
}
