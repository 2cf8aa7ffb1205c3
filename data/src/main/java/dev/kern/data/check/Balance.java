package dev.kern.data.check;

import dev.kern.data.Dataset;
import dev.kern.data.Split;
import dev.kern.data.SplitName;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// How many training images each class has.
///
/// @param perClass the training images of each class, by name, in the order of the classes; of all
///   images if there are no training images
/// @param largest the class with the most images
/// @param smallest the class with the fewest images
public record Balance(Map<String, Integer> perClass, String largest, String smallest) {
  /// From this ratio on, a network tends to ignore the smaller class.
  public static final int UNEVEN = 10;

  static Balance of(Dataset data) {
    int[] counts = new int[data.classes()];
    List<Split> splits =
        data.has(SplitName.TRAIN)
            ? List.of(data.train())
            : List.of(SplitName.values()).stream().flatMap(p -> data.split(p).stream()).toList();
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

  /// The number of images of the largest class.
  public int most() {
    return perClass.getOrDefault(largest, 0);
  }

  /// The number of images of the smallest class.
  public int fewest() {
    return perClass.getOrDefault(smallest, 0);
  }

  /// A warning, if the classes are too unbalanced.
  Optional<String> warning() {
    return fewest() > 0 && most() > UNEVEN * fewest()
        ? Optional.of(
            String.format(
                Locale.ROOT,
                "class %s has %,d images, class %s only %,d: a network will hardly ever predict"
                    + " the latter",
                largest,
                most(),
                smallest,
                fewest()))
        : Optional.empty();
  }
}
