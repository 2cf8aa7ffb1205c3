package dev.kern.data.check;

import dev.kern.data.Dataset;
import dev.kern.data.Part;
import dev.kern.data.Split;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How many images each class has to learn from.
///
/// @param perClass the training images of each class, by name, in the order of the classes; of all
///   images if there are no training images
/// @param largest the class that has most
/// @param smallest the class that has fewest
public record Balance(Map<String, Integer> perClass, String largest, String smallest) {
  /// From so many times as many images on, a network is tempted to leave the smaller class out.
  public static final int UNEVEN = 10;

  static Balance of(Dataset data) {
    int[] counts = new int[data.classes()];
    List<Split> splits =
        data.has(Part.TRAIN)
            ? List.of(data.train())
            : List.of(Part.values()).stream().flatMap(p -> data.split(p).stream()).toList();
    for (Split split : splits) {
      for (int i = 0; i < split.count(); i++) {
        counts[split.label(i)]++;
      }
    }
    List<String> names = data.classNames();
    Map<String, Integer> perClass = new LinkedHashMap<>();
    int largest = 0;
    int smallest = 0;
    for (int c = 0; c < counts.length; c++) {
      perClass.put(names.get(c), counts[c]);
      largest = counts[c] > counts[largest] ? c : largest;
      smallest = counts[c] < counts[smallest] ? c : smallest;
    }
    return new Balance(perClass, names.get(largest), names.get(smallest));
  }

  /// How many images the largest class has.
  public int most() {
    return perClass.getOrDefault(largest, 0);
  }

  /// How many images the smallest class has.
  public int fewest() {
    return perClass.getOrDefault(smallest, 0);
  }

  /// What is wrong with it, if anything is.
  Optional<String> warning() {
    return fewest() > 0 && most() > UNEVEN * fewest()
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "class %s has %,d images, class %s only %,d: a network will hardly ever guess"
                    + " the latter",
                largest,
                most(),
                smallest,
                fewest()))
        : Optional.empty();
  }
}
