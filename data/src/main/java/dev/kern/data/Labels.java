package dev.kern.data;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Class indices and their names, checked and said.
public final class Labels {
  private Labels() {}

  /// The letters of notMNIST.
  public static List<String> letters() {
    return List.of("A", "B", "C", "D", "E", "F", "G", "H", "I", "J");
  }

  /// `0` to `count - 1`, for data without names.
  public static List<String> numbers(int count) {
    List<String> names = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      names.add(Integer.toString(i));
    }
    return names;
  }

  /// A name in Unicode's composed form, in which names are compared: file systems spell `ü` in
  /// several ways.
  public static String normalized(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFC);
  }

  /// The place of each name in another list, or -1; the same name in another Unicode form counts.
  public static int[] places(List<String> names, List<String> in) {
    Map<String, Integer> places = new HashMap<>();
    for (int i = 0; i < in.size(); i++) {
      places.putIfAbsent(normalized(in.get(i)), i);
    }
    return names.stream().mapToInt(name -> places.getOrDefault(normalized(name), -1)).toArray();
  }

  /// The error for a label that is the index of no class.
  ///
  /// @param what which label, such as `training label`
  /// @param at its place among the others
  public static DataException outside(
      String place, String what, int at, long label, List<String> classNames) {
    return Problem.at(place, "the " + what + " at [" + at + "] is not a class index")
        .given(Long.toString(label))
        .expected("0 to " + (classNames.size() - 1) + ", for " + Problem.list(classNames))
        .fix("correct or remove that image's label, or name more classes");
  }
}
