package dev.kern.data.format;

import dev.kern.data.SplitName;
import dev.kern.data.file.NumberArray;
import dev.kern.data.file.NumberList;
import dev.kern.data.file.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Pattern;

/// Labels that are texts: the names of classes, or where all are whole numbers, class indices.
final class TextLabels {
  private static final Pattern WHOLE = Pattern.compile("\\d{1,9}");

  private final SortedMap<SplitName, List<String>> texts;
  private final LabelSpelling spelling;
  private final boolean numbers;

  /// @param texts those of each split, one for each image
  TextLabels(SortedMap<SplitName, List<String>> texts) {
    this.texts = texts;
    this.spelling = new LabelSpelling(texts);
    this.numbers = spelling.names().stream().allMatch(name -> WHOLE.matcher(name).matches());
  }

  /// The names of the classes, in their order; empty if the labels are indices.
  Optional<List<String>> names() {
    return numbers ? Optional.empty() : Optional.of(spelling.names());
  }

  /// Lines that the user should read.
  List<String> notes() {
    return spelling.notes();
  }

  /// The class indices of a split.
  ///
  /// Fails with `DataException` if a label is none of the classes.
  ///
  /// @param array where its labels are
  NumberArray indices(SplitName splitName, NumberArray array, List<String> classes) {
    Map<String, Integer> places = new HashMap<>();
    classes.forEach(name -> places.put(name, places.size()));
    List<String> labels = texts.getOrDefault(splitName, List.of());
    List<Integer> indices = new ArrayList<>();
    for (String label : labels) {
      Integer place =
          numbers ? Integer.valueOf(spelling.of(label)) : places.get(spelling.of(label));
      if (place == null) {
        throw Problem.at(
                array.place(), "the label at [" + indices.size() + "] is the name of no class")
            .given(Problem.quote(label))
            .expected("one of " + Problem.list(classes))
            .fix("correct that label, or name its class among the others");
      }
      indices.add(place);
    }
    return new NumberList(array.place(), indices.stream().mapToInt(Integer::intValue).toArray());
  }
}
