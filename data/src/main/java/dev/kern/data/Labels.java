package dev.kern.data;

import dev.kern.data.file.DataException;
import dev.kern.data.file.Problem;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

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

  /// A name as it is compared where neither upper and lower case count nor spaces around it.
  public static String caseless(String name) {
    return normalized(name).strip().toLowerCase(Locale.ROOT);
  }

  /// The place of each name in another list, or -1. The same name in another Unicode form counts,
  /// and so does one that differs in upper and lower case alone, if none has its very name and no
  /// other differs so.
  public static int[] places(List<String> names, List<String> in) {
    Map<String, Integer> exact = new HashMap<>();
    Map<String, List<Integer>> caseless = new HashMap<>();
    for (int i = 0; i < in.size(); i++) {
      exact.putIfAbsent(normalized(in.get(i)), i);
    }
    int[] places =
        names.stream().mapToInt(name -> exact.getOrDefault(normalized(name), -1)).toArray();
    Set<Integer> taken = Arrays.stream(places).boxed().collect(Collectors.toSet());
    for (int i : exact.values()) {
      if (!taken.contains(i)) {
        caseless.computeIfAbsent(caseless(in.get(i)), _ -> new ArrayList<>()).add(i);
      }
    }
    Map<String, Integer> alike = new HashMap<>();
    for (int i = 0; i < places.length; i++) {
      if (places[i] < 0) {
        alike.merge(caseless(names.get(i)), 1, Integer::sum);
      }
    }
    for (int i = 0; i < places.length; i++) {
      String name = caseless(names.get(i));
      List<Integer> others = caseless.getOrDefault(name, List.of());
      if (places[i] < 0 && others.size() == 1 && alike.getOrDefault(name, 0) == 1) {
        places[i] = others.getFirst();
      }
    }
    return places;
  }

  /// A line that says which names got a [place][#places] although they differ in case or spaces, if
  /// there are some.
  public static Optional<String> respelled(List<String> names, List<String> in, int[] places) {
    List<String> told = new ArrayList<>();
    for (int i = 0; i < places.length; i++) {
      if (places[i] >= 0 && !normalized(names.get(i)).equals(normalized(in.get(places[i])))) {
        told.add(Problem.quote(names.get(i)) + " for " + Problem.quote(in.get(places[i])));
      }
    }
    return told.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "classes taken for the network's although case or spaces differ: "
                + Problem.list(told));
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
